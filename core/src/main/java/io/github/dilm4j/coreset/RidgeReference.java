package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The moments of reference texts that determine the squared loss of any linear classifier on them. With normalised
 * features {@code r} (centred, of mean squared length 1, and a constant 1) and one-hot labels {@code y} less their mean
 * {@code 1/labels}, a classifier {@code W} [features, labels] has the mean loss {@code tr(WᵀGW) − 2·tr(WᵀB) + 1 −
 * 1/labels} with {@code G = mean(r·rᵀ)} and {@code B = mean(r·yᵀ)}. Once the moments are known, the cost does not
 * depend on the number of reference texts.
 */
public final class RidgeReference {
    private static final int CHUNK = 4096; // texts whose embeddings are held at once

    private final int labels;
    private final double[] mean; // [hidden]
    private final double scale;
    private final double[][] second; // [features, features], G
    private final double[][] cross; // [features, labels], B
    private final Map<Example, RidgeSet.Candidate> remembered = Collections.synchronizedMap(new Remembered());

    private RidgeReference(int labels, double[] mean, double scale, double[][] second, double[][] cross) {
        this.labels = labels;
        this.mean = mean;
        this.scale = scale;
        this.second = second;
        this.cross = cross;
    }

    /**
     * Reads the reference texts once, in chunks.
     *
     * @param labels number of labels, at least 2
     * @throws IllegalArgumentException if there is no text or all have the same embedding
     */
    public static RidgeReference of(List<Example> examples, int labels, Encoder encoder) {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("there are no reference texts");
        }
        LabelMoments moments = new LabelMoments(labels);
        forEachEmbedding(examples, encoder, (example, embedding) -> moments.add(embedding, example.label()));
        return of(moments);
    }

    /** Passes every embedding to {@code work}; holds a chunk of them at a time. */
    public static void forEachEmbedding(List<Example> examples, Encoder encoder, BiConsumer<Example, float[]> work) {
        for (int from = 0; from < examples.size(); from += CHUNK) {
            List<Example> chunk = examples.subList(from, Math.min(examples.size(), from + CHUNK));
            float[][] embeddings = DistinctTexts.embed(encoder, chunk);
            for (int i = 0; i < embeddings.length; i++) {
                work.accept(chunk.get(i), embeddings[i]);
            }
        }
    }

    /**
     * Makes it of the sums over the reference texts.
     *
     * @throws IllegalArgumentException if all texts have the same embedding
     */
    public static RidgeReference of(LabelMoments moments) {
        double[][] products = moments.products();
        double[][] ofLabel = moments.sums();
        double[] counts = moments.counts();
        int hidden = products.length;
        int labels = counts.length;
        double texts = moments.texts();
        double[] mean = new double[hidden];
        for (int j = 0; j < hidden; j++) {
            for (double[] sum : ofLabel) {
                mean[j] += sum[j] / texts;
            }
        }
        double[][] second = new double[hidden + 1][hidden + 1];
        double trace = 0;
        for (int a = 0; a < hidden; a++) {
            for (int b = 0; b <= a; b++) {
                second[a][b] = products[a][b] / texts - mean[a] * mean[b];
                second[b][a] = second[a][b];
            }
            trace += second[a][a];
        }
        if (!(trace > 0)) {
            throw new IllegalArgumentException("all reference texts have the same embedding");
        }
        double scale = 1 / Math.sqrt(trace);
        double[][] cross = new double[hidden + 1][labels];
        for (int a = 0; a < hidden; a++) {
            for (int b = 0; b < hidden; b++) {
                second[a][b] *= scale * scale;
            }
            for (int label = 0; label < labels; label++) { // the features' mean is 0, so that of the labels drops out
                cross[a][label] = scale * (ofLabel[label][a] - counts[label] * mean[a]) / texts;
            }
        }
        second[hidden][hidden] = 1;
        for (int label = 0; label < labels; label++) {
            cross[hidden][label] = counts[label] / texts - 1.0 / labels;
        }
        return new RidgeReference(labels, mean, scale, second, cross);
    }

    /**
     * The ridge regression of the labels on the features of all reference texts.
     *
     * @param ridge the regularisation, above 0; the features' mean squared length is 2
     * @return [labels, features]
     */
    double[][] regression(double ridge) {
        Cholesky factor = Cholesky.of(second, ridge);
        double[][] weights = new double[labels][cross.length];
        for (int label = 0; label < labels; label++) {
            for (int a = 0; a < cross.length; a++) {
                weights[label][a] = cross[a][label];
            }
            factor.solve(weights[label]);
        }
        return weights;
    }

    int labels() {
        return labels;
    }

    /**
     * A text that may be part of a set. Remembers the last ones, since several sets are chosen from about the same
     * texts.
     *
     * @param embedding of the encoder of the reference texts, [hidden]
     */
    RidgeSet.Candidate candidate(Example example, float[] embedding) {
        RidgeSet.Candidate candidate = remembered.get(example);
        if (candidate == null) {
            double[] features = features(embedding);
            candidate = new RidgeSet.Candidate(features, timesSecond(features), timesCross(features), example.label());
            remembered.put(example, candidate);
        }
        return candidate;
    }

    /** The loss of a classifier that predicts nothing: {@code 1 − 1/labels}. */
    double lossOfZero() {
        return 1 - 1.0 / labels;
    }

    /** The normalised features [features] of an embedding [hidden]. */
    double[] features(float[] embedding) {
        double[] features = new double[mean.length + 1];
        for (int j = 0; j < mean.length; j++) {
            features[j] = scale * (embedding[j] - mean[j]);
        }
        features[mean.length] = 1;
        return features;
    }

    /** {@code G·x} [features]. */
    double[] timesSecond(double[] x) {
        double[] product = new double[x.length];
        for (int a = 0; a < x.length; a++) {
            product[a] = dot(second[a], x);
        }
        return product;
    }

    /** {@code Bᵀ·x} [labels]. */
    double[] timesCross(double[] x) {
        double[] product = new double[labels];
        for (int a = 0; a < x.length; a++) {
            for (int label = 0; label < labels; label++) {
                product[label] += cross[a][label] * x[a];
            }
        }
        return product;
    }

    /** Four sums at once: each addition of one would wait for the one before. */
    static double dot(double[] a, double[] b) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            sum0 += a[i] * b[i];
            sum1 += a[i + 1] * b[i + 1];
            sum2 += a[i + 2] * b[i + 2];
            sum3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            sum0 += a[i] * b[i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }

    /** The candidates that were used last, of at most {@value #NUMBERS} numbers. */
    private static final class Remembered extends LinkedHashMap<Example, RidgeSet.Candidate> {
        private static final long serialVersionUID = 1;
        private static final int NUMBERS = 1 << 25; // 256 MB

        Remembered() {
            super(16, 0.75F, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Example, RidgeSet.Candidate> eldest) {
            return size() > NUMBERS / (2 * eldest.getValue().features().length);
        }
    }
}
