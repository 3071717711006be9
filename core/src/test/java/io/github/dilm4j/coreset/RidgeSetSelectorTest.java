package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.RidgeSetSelector.Settings;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RidgeSetSelectorTest extends SetSelectorContract {
    @Override
    SetSelector selector() {
        return selector(texts(80, 3, 8), new Settings(0.1, 20, 2));
    }

    @ParameterizedTest
    @CsvSource({"0.1, 3", "0.01, 2", "5, 3"})
    void lossIsThatOfARidgeRegressionOnEveryReferenceText(double ridge, int labels) {
        List<Example> reference = texts(50, labels, 1);
        List<Example> set = texts(7, labels, 2);
        RidgeReference moments = RidgeReference.of(reference, labels, SetSelectorContract::encode);
        assertThat(setOf(moments, ridge, set).loss()).isCloseTo(naiveLoss(set, reference, labels, ridge), within(1e-9));
    }

    @Test
    void aSwapGivesTheLossOfTheSetThatItMakes() {
        RidgeReference moments = RidgeReference.of(texts(50, 3, 1), 3, SetSelectorContract::encode);
        List<Example> before = texts(6, 3, 2);
        List<Example> after = new ArrayList<>(before);
        after.set(4, texts(20, 3, 3).get(13));
        RidgeSet swapped = setOf(moments, 0.1, before);
        swapped.place(4, candidate(moments, after.get(4)));
        assertThat(swapped.loss()).isCloseTo(setOf(moments, 0.1, after).loss(), within(1e-12));
        assertThat(swapped.loss()).isNotCloseTo(setOf(moments, 0.1, before).loss(), within(1e-6));
    }

    @Test
    void findsTheBestOfAllSetsOfASmallPool() {
        List<Example> pool = texts(18, 3, 4);
        List<Example> reference = texts(60, 3, 5);
        RidgeReference moments = RidgeReference.of(reference, 3, SetSelectorContract::encode);
        double least = Double.POSITIVE_INFINITY;
        List<List<Example>> pools = PerLabel.split(pool, 3);
        for (Example a : pools.get(0)) {
            for (Example b : pools.get(1)) {
                for (Example c : pools.get(2)) {
                    least = Math.min(
                            least, setOf(moments, 0.1, List.of(a, b, c)).loss());
                }
            }
        }
        List<Example> found =
                selector(reference, new Settings(0.1, 100, 4)).select(pool, LABELS, 1, new RandomStreams(6));
        assertThat(setOf(moments, 0.1, found).loss()).isEqualTo(least);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void improvesTheSetThatItBeginsWith(int dpc) {
        List<Example> pool = texts(60, 3, 7);
        List<Example> reference = texts(80, 3, 8);
        RidgeReference moments = RidgeReference.of(reference, 3, SetSelectorContract::encode);
        List<Example> start =
                selector(reference, new Settings(0.1, 0, 1)).select(pool, LABELS, dpc, new RandomStreams(9));
        List<Example> chosen =
                selector(reference, new Settings(0.1, 50, 1)).select(pool, LABELS, dpc, new RandomStreams(9));
        assertThat(setOf(moments, 0.1, chosen).loss())
                .isLessThan(setOf(moments, 0.1, start).loss());
        assertThat(chosen).hasSize(3 * dpc).doesNotHaveDuplicates().isSubsetOf(pool);
        assertThat(chosen.stream().map(Example::label)).isSorted();
        assertThat(new HashSet<>(chosen.stream().map(Example::label).toList())).hasSize(3);
    }

    @Test
    void aSwapThatIsTakenBackChangesNothing() {
        List<Example> pool = texts(12, 3, 10);
        RidgeReference moments = RidgeReference.of(texts(80, 3, 11), 3, SetSelectorContract::encode);
        RidgeSet set = setOf(moments, 0.1, pool.subList(0, 6));
        double before = set.loss();
        set.place(2, candidate(moments, pool.get(8)));
        assertThat(set.loss()).isNotEqualTo(before);
        set.undo();
        assertThat(set.loss()).isEqualTo(before);
    }

    @Test
    void refusesAReferenceThatSaysNothing() {
        assertThatThrownBy(() -> RidgeReference.of(List.of(), 3, SetSelectorContract::encode))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        RidgeReference.of(List.of(Example.of("x", 0), Example.of("x", 1)), 2, e -> new float[2][3]))
                .hasMessage("all reference texts have the same embedding");
        assertThatThrownBy(() -> new Settings(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static RidgeSetSelector selector(List<Example> reference, Settings settings) {
        return new RidgeSetSelector(
                SetSelectorContract::encode,
                RidgeReference.of(reference, 3, SetSelectorContract::encode),
                SetSelector.perLabel(new RandomSelector()),
                settings);
    }

    private static RidgeSet setOf(RidgeReference reference, double ridge, List<Example> examples) {
        return new RidgeSet(
                reference,
                ridge,
                examples.stream().map(example -> candidate(reference, example)).toArray(RidgeSet.Candidate[]::new));
    }

    private static RidgeSet.Candidate candidate(RidgeReference reference, Example example) {
        return reference.candidate(example, encode(List.of(example))[0]);
    }

    /** Solves the ridge regression in its primal form by gradient descent, and adds up the loss text by text. */
    private static double naiveLoss(List<Example> set, List<Example> reference, int labels, double ridge) {
        double[][] r = normalised(reference, reference);
        double[][] x = normalised(set, reference);
        int d = HIDDEN + 1;
        double[][] w = new double[d][labels];
        for (int step = 0; step < 200_000; step++) {
            double[][] gradient = new double[d][labels];
            for (int c = 0; c < labels; c++) {
                for (int i = 0; i < x.length; i++) {
                    double error = predicted(x[i], w, c) - target(set.get(i), c, labels);
                    for (int j = 0; j < d; j++) {
                        gradient[j][c] += error * x[i][j];
                    }
                }
                for (int j = 0; j < d; j++) {
                    w[j][c] -= 0.02 * (gradient[j][c] + ridge * w[j][c]);
                }
            }
        }
        double loss = 0;
        for (int i = 0; i < r.length; i++) {
            for (int c = 0; c < labels; c++) {
                double error = predicted(r[i], w, c) - target(reference.get(i), c, labels);
                loss += error * error / r.length;
            }
        }
        return loss;
    }

    private static double predicted(double[] x, double[][] w, int label) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += x[j] * w[j][label];
        }
        return sum;
    }

    private static double target(Example example, int label, int labels) {
        return (example.label() == label ? 1 : 0) - 1.0 / labels;
    }

    private static double[][] normalised(List<Example> examples, List<Example> reference) {
        float[][] of = encode(reference);
        double[] mean = new double[HIDDEN];
        for (float[] row : of) {
            for (int j = 0; j < HIDDEN; j++) {
                mean[j] += row[j] / (double) of.length;
            }
        }
        double squares = 0;
        for (float[] row : of) {
            for (int j = 0; j < HIDDEN; j++) {
                squares += (row[j] - mean[j]) * (row[j] - mean[j]) / of.length;
            }
        }
        float[][] embeddings = encode(examples);
        double[][] normalised = new double[embeddings.length][HIDDEN + 1];
        for (int i = 0; i < embeddings.length; i++) {
            for (int j = 0; j < HIDDEN; j++) {
                normalised[i][j] = (embeddings[i][j] - mean[j]) / Math.sqrt(squares);
            }
            normalised[i][HIDDEN] = 1;
        }
        return normalised;
    }
}
