package io.github.dilm4j.coreset;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses the examples of each label whose gradients stand for those of the whole label. Gradients are those of the
 * last layer along the training of a {@link SoftmaxProbe}, {@code (p − y) ⊗ [h, 1]} at each epoch; their products are
 * computed from those of errors and features. The papers' weights are dropped, since all examples of a set count alike.
 * The candidates are a seeded random half of the different texts, at most 2,000.
 */
public final class GradientSelector implements SetSelector {
    private static final int EPOCHS = 5;
    private static final double SHARE = 0.5;
    private static final int MOST = 2_000;
    private static final double RIDGE = 0.5; // of the weights, as in the paper

    /** Chooses {@code k} of n gradients by their products [n][n]. */
    @FunctionalInterface
    private interface Rule {
        int[] choose(double[][] products, int k);
    }

    private final Encoder encoder;
    private final Rule rule;

    private GradientSelector(Encoder encoder, Rule rule) {
        this.encoder = encoder;
        this.rule = rule;
    }

    /** The mean gradient, by orthogonal matching pursuit: GradMatch (Killamsetty et al., arXiv:2103.00123). */
    public static GradientSelector gradMatch(Encoder encoder) {
        return new GradientSelector(encoder, GradientSelector::pursue);
    }

    /**
     * Every gradient by the nearest chosen one, by facility location: CRAIG (Mirzasoleiman et al., arXiv:1906.01827).
     */
    public static GradientSelector craig(Encoder encoder) {
        return new GradientSelector(encoder, GradientSelector::cover);
    }

    @Override
    public List<Example> select(List<Example> pool, List<String> labels, int dpc, RandomStreams streams) {
        List<List<Example>> byLabel = PerLabel.split(pool, labels.size());
        PerLabel.requireDifferent(dpc, labels, byLabel);
        List<Example> all = new ArrayList<>();
        List<Integer> begins = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            begins.add(all.size());
            all.addAll(DistinctSample.of(byLabel.get(label), dpc, SHARE, MOST, streams.seed("sample", label))
                    .examples());
        }
        begins.add(all.size());
        SoftmaxProbe probe = SoftmaxProbe.train(
                DistinctTexts.embed(encoder, all),
                all.stream().mapToInt(Example::label).toArray(),
                labels.size(),
                EPOCHS,
                streams.child("probe"));
        List<Example> selected = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            int begin = begins.get(label);
            for (int chosen : rule.choose(products(probe, begin, begins.get(label + 1), label), dpc)) {
                selected.add(all.get(begin + chosen));
            }
        }
        return selected;
    }

    /**
     * [n][n], scalar products of the gradients of the examples from {@code begin} to {@code end}, summed over the
     * epochs.
     */
    private static double[][] products(SoftmaxProbe probe, int begin, int end, int label) {
        int n = end - begin;
        double[][] products = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double errors = 0;
                for (float[][] ofEpoch : probe.probabilities()) {
                    errors += errors(ofEpoch[begin + i], ofEpoch[begin + j], label);
                }
                products[i][j] = errors * (1 + dot(probe.features()[begin + i], probe.features()[begin + j]));
                products[j][i] = products[i][j];
            }
        }
        return products;
    }

    private static double errors(float[] one, float[] other, int label) {
        double sum = 0;
        for (int each = 0; each < one.length; each++) {
            double target = each == label ? 1 : 0;
            sum += (one[each] - target) * (other[each] - target);
        }
        return sum;
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int j = 0; j < one.length; j++) {
            sum += (double) one[j] * other[j];
        }
        return sum;
    }

    /**
     * Facility location of the gradients: the similarity of two is the largest distance of any two minus theirs.
     *
     * @param products [n][n], of the vectors with each other
     * @return [k], the first of equal ones first
     */
    static int[] cover(double[][] products, int k) {
        int n = products.length;
        float[][] similarities = new float[n][n];
        float largest = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double squared = products[i][i] + products[j][j] - 2 * products[i][j];
                similarities[i][j] = (float) Math.sqrt(Math.max(0, squared)); // a distance until the largest is known
                largest = Math.max(largest, similarities[i][j]);
            }
        }
        for (float[] row : similarities) {
            for (int j = 0; j < n; j++) {
                row[j] = largest - row[j];
            }
        }
        int[] once = new int[n];
        Arrays.fill(once, 1);
        return LazyGreedy.select(new FacilityLocation(similarities, once), n, k);
    }

    /**
     * Orthogonal matching pursuit of the mean: repeatedly takes the vector with the largest product with the residual,
     * then fits the weights of all chosen vectors again.
     *
     * @param products [n][n], of the vectors with each other
     * @return [k], the first of equal ones first
     */
    static int[] pursue(double[][] products, int k) {
        int n = products.length;
        double[] toMean = Arrays.stream(products)
                .mapToDouble(row -> Arrays.stream(row).average().orElse(0))
                .toArray();
        int[] chosen = new int[k];
        boolean[] taken = new boolean[n];
        double[] left = toMean.clone(); // products with the residual
        for (int round = 0; round < k; round++) {
            int best = -1;
            for (int i = 0; i < n; i++) {
                if (!taken[i] && (best < 0 || left[i] > left[best])) {
                    best = i;
                }
            }
            chosen[round] = best;
            taken[best] = true;
            double[] weights = fitted(products, toMean, Arrays.copyOf(chosen, round + 1));
            for (int i = 0; i < n; i++) {
                left[i] = toMean[i];
                for (int j = 0; j <= round; j++) {
                    left[i] -= weights[j] * products[i][chosen[j]];
                }
            }
        }
        return chosen;
    }

    /** Ridge regression of the mean on the chosen vectors, by Cholesky's decomposition. */
    private static double[] fitted(double[][] products, double[] toMean, int[] chosen) {
        int k = chosen.length;
        double[][] lower = new double[k][k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = products[chosen[i]][chosen[j]] + (i == j ? RIDGE : 0);
                for (int m = 0; m < j; m++) {
                    sum -= lower[i][m] * lower[j][m];
                }
                lower[i][j] = i == j ? Math.sqrt(sum) : sum / lower[j][j];
            }
        }
        double[] weights = new double[k];
        for (int i = 0; i < k; i++) {
            weights[i] = toMean[chosen[i]];
            for (int m = 0; m < i; m++) {
                weights[i] -= lower[i][m] * weights[m];
            }
            weights[i] /= lower[i][i];
        }
        for (int i = k - 1; i >= 0; i--) {
            for (int m = i + 1; m < k; m++) {
                weights[i] -= lower[m][i] * weights[m];
            }
            weights[i] /= lower[i][i];
        }
        return weights;
    }
}
