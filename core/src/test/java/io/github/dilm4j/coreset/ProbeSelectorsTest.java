package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The selectors that train a classifier on the embeddings. */
class ProbeSelectorsTest {
    private static final List<String> LABELS = List.of("left", "right");

    /** Places texts on a line, by their number. Texts with the label "left" are on the left. */
    private static final Encoder LINE = examples -> examples.stream()
            .map(example -> new float[] {Float.parseFloat(example.texts().get(0)), 0.5f})
            .toArray(float[][]::new);

    /** Returns twenty places of each label, and one of each among the places of the other label. */
    private static List<Example> places() {
        List<Example> places = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            places.add(Example.of("-" + (1 + i / 10.0), 0));
            places.add(Example.of(String.valueOf(1 + i / 10.0), 1));
        }
        places.add(Example.of("2.55", 0));
        places.add(Example.of("-2.55", 1));
        return places;
    }

    @ParameterizedTest
    @EnumSource
    void textsAmongThoseOfAnotherLabelAreHardest(DynamicsSelector.Score score) {
        List<Example> selected = new DynamicsSelector(LINE, score).select(places(), LABELS, 1, new RandomStreams(3));
        assertThat(selected).containsExactly(Example.of("2.55", 0), Example.of("-2.55", 1));
    }

    @Test
    void marginsRankByHowNearTheBorderIs() {
        List<Example> selected = new DynamicsSelector(LINE, DynamicsSelector.Score.MARGIN)
                .select(places(), LABELS, 3, new RandomStreams(3));
        assertThat(selected)
                .containsExactly(
                        Example.of("2.55", 0),
                        Example.of("-1.0", 0),
                        Example.of("-1.1", 0),
                        Example.of("-2.55", 1),
                        Example.of("1.0", 1),
                        Example.of("1.1", 1));
    }

    @Test
    void theProbeLearnsAndItsProbabilitiesSumToOne() {
        List<Example> places = places();
        int[] gold = places.stream().mapToInt(Example::label).toArray();
        SoftmaxProbe probe = SoftmaxProbe.train(LINE.embed(places), gold, 2, 6, new RandomStreams(1));
        int right = 0;
        for (int i = 0; i < gold.length; i++) {
            right += probe.isRight(5, i, gold[i]) ? 1 : 0;
            float[] p = probe.probabilities()[5][i];
            assertThat(p[0] + p[1]).isEqualTo(1, within(1e-6f));
        }
        assertThat(right).isEqualTo(40);
        double squares = 0;
        for (float[] row : probe.features()) {
            squares += (row[0] * row[0] + row[1] * row[1]) / probe.features().length;
        }
        assertThat(squares).isEqualTo(1, within(1e-5));
    }

    @Nested
    class GradMatch extends SetSelectorContract {
        @Override
        SetSelector selector() {
            return GradientSelector.gradMatch(SetSelectorContract::encode);
        }
    }

    @Nested
    class Craig extends SetSelectorContract {
        @Override
        SetSelector selector() {
            return GradientSelector.craig(SetSelectorContract::encode);
        }
    }

    @Nested
    class El2n extends SetSelectorContract {
        @Override
        SetSelector selector() {
            return new DynamicsSelector(SetSelectorContract::encode, DynamicsSelector.Score.EL2N);
        }
    }

    @Nested
    class Forgetting extends SetSelectorContract {
        @Override
        SetSelector selector() {
            return new DynamicsSelector(SetSelectorContract::encode, DynamicsSelector.Score.FORGETTING);
        }
    }

    @Nested
    class Margin extends SetSelectorContract {
        @Override
        SetSelector selector() {
            return new DynamicsSelector(SetSelectorContract::encode, DynamicsSelector.Score.MARGIN);
        }
    }

    /** Compares with an implementation on the vectors themselves that solves the normal equations by elimination. */
    @Test
    void pursuitAgreesWithItsDefinition() {
        double[][] vectors = vectors();
        double[] mean = new double[8];
        for (double[] vector : vectors) {
            for (int j = 0; j < 8; j++) {
                mean[j] += vector[j] / vectors.length;
            }
        }
        List<Integer> expected = new ArrayList<>();
        double[] residual = mean.clone();
        while (expected.size() < 6) {
            int best = -1;
            for (int i = 0; i < 30; i++) {
                if (!expected.contains(i) && (best < 0 || dot(vectors[i], residual) > dot(vectors[best], residual))) {
                    best = i;
                }
            }
            expected.add(best);
            double[] weights = solved(vectors, mean, expected);
            residual = mean.clone();
            for (int c = 0; c < expected.size(); c++) {
                for (int j = 0; j < 8; j++) {
                    residual[j] -= weights[c] * vectors[expected.get(c)][j];
                }
            }
        }
        assertThat(GradientSelector.pursue(products(vectors), 6))
                .containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Compares with the sum of distances to the nearest chosen vector, recomputed for every candidate. */
    @Test
    void coveringAgreesWithItsDefinition() {
        double[][] vectors = vectors();
        List<Integer> expected = new ArrayList<>();
        while (expected.size() < 6) {
            int best = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < vectors.length; i++) {
                List<Integer> with = new ArrayList<>(expected);
                with.add(i);
                double sum = 0;
                for (double[] vector : vectors) {
                    sum += with.stream()
                            .mapToDouble(chosen -> distance(vector, vectors[chosen]))
                            .min()
                            .orElseThrow();
                }
                if (sum < least - 1e-6) {
                    best = i;
                    least = sum;
                }
            }
            expected.add(best);
        }
        assertThat(GradientSelector.cover(products(vectors), 6))
                .containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
    }

    private static double[][] vectors() {
        UniformRandomProvider random = RandomStreams.of(11);
        double[][] vectors = new double[30][8];
        for (double[] vector : vectors) {
            for (int j = 0; j < 8; j++) {
                vector[j] = random.nextDouble() - 0.3;
            }
        }
        return vectors;
    }

    private static double[][] products(double[][] vectors) {
        double[][] products = new double[vectors.length][vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j < vectors.length; j++) {
                products[i][j] = dot(vectors[i], vectors[j]);
            }
        }
        return products;
    }

    private static double distance(double[] one, double[] other) {
        return Math.sqrt(dot(one, one) + dot(other, other) - 2 * dot(one, other));
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int j = 0; j < one.length; j++) {
            sum += one[j] * other[j];
        }
        return sum;
    }

    private static double[] solved(double[][] vectors, double[] mean, List<Integer> chosen) {
        int k = chosen.size();
        double[][] rows = new double[k][k + 1];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                rows[i][j] = dot(vectors[chosen.get(i)], vectors[chosen.get(j)]) + (i == j ? 0.5 : 0);
            }
            rows[i][k] = dot(vectors[chosen.get(i)], mean);
        }
        for (int pivot = 0; pivot < k; pivot++) {
            for (int i = 0; i < k; i++) {
                if (i != pivot) {
                    double factor = rows[i][pivot] / rows[pivot][pivot];
                    for (int j = 0; j <= k; j++) {
                        rows[i][j] -= factor * rows[pivot][j];
                    }
                }
            }
        }
        double[] solution = new double[k];
        for (int i = 0; i < k; i++) {
            solution[i] = rows[i][k] / rows[i][i];
        }
        return solution;
    }
}
