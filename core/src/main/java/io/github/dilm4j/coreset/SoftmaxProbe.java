package io.github.dilm4j.coreset;

import io.github.dilm4j.base.RandomStreams;

/**
 * The predictions of a linear softmax classifier for its training examples after each epoch: stochastic gradient
 * descent from zero on fixed embeddings.
 *
 * @param features [n][d], centred, with a mean squared norm of 1
 * @param probabilities [epoch][n][label], after each epoch
 */
record SoftmaxProbe(float[][] features, float[][][] probabilities) {
    private static final int BATCH = 16;
    private static final double LEARNING_RATE = 1;

    /** @param streams the order of the examples */
    static SoftmaxProbe train(float[][] embeddings, int[] labels, int labelCount, int epochs, RandomStreams streams) {
        float[][] features = standardised(embeddings);
        int width = features[0].length;
        double[][] weights = new double[labelCount][width + 1]; // the last is the bias
        float[][][] probabilities = new float[epochs][][];
        for (int epoch = 0; epoch < epochs; epoch++) {
            int[] order = RandomStreams.permutation(labels.length, streams.stream("epoch", epoch));
            for (int from = 0; from < order.length; from += BATCH) {
                int to = Math.min(order.length, from + BATCH);
                step(weights, features, labels, order, from, to);
            }
            probabilities[epoch] = new float[labels.length][];
            for (int i = 0; i < labels.length; i++) {
                probabilities[epoch][i] = probabilities(weights, features[i]);
            }
        }
        return new SoftmaxProbe(features, probabilities);
    }

    private static void step(double[][] weights, float[][] features, int[] labels, int[] order, int from, int to) {
        float[][] errors = new float[to - from][];
        for (int i = from; i < to; i++) {
            errors[i - from] = probabilities(weights, features[order[i]]);
            errors[i - from][labels[order[i]]] -= 1;
        }
        double rate = LEARNING_RATE / (to - from);
        for (int i = from; i < to; i++) {
            float[] x = features[order[i]];
            for (int label = 0; label < weights.length; label++) {
                double error = rate * errors[i - from][label];
                double[] ofLabel = weights[label];
                for (int j = 0; j < x.length; j++) {
                    ofLabel[j] -= error * x[j];
                }
                ofLabel[x.length] -= error;
            }
        }
    }

    private static float[] probabilities(double[][] weights, float[] x) {
        double[] logits = new double[weights.length];
        double largest = Double.NEGATIVE_INFINITY;
        for (int label = 0; label < logits.length; label++) {
            double logit = weights[label][x.length];
            for (int j = 0; j < x.length; j++) {
                logit += weights[label][j] * x[j];
            }
            logits[label] = logit;
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (int label = 0; label < logits.length; label++) {
            logits[label] = Math.exp(logits[label] - largest);
            sum += logits[label];
        }
        float[] probabilities = new float[logits.length];
        for (int label = 0; label < logits.length; label++) {
            probabilities[label] = (float) (logits[label] / sum);
        }
        return probabilities;
    }

    private static float[][] standardised(float[][] embeddings) {
        int width = embeddings[0].length;
        double[] mean = new double[width];
        for (float[] row : embeddings) {
            for (int j = 0; j < width; j++) {
                mean[j] += (double) row[j] / embeddings.length;
            }
        }
        double squares = 0;
        for (float[] row : embeddings) {
            for (int j = 0; j < width; j++) {
                squares += (row[j] - mean[j]) * (row[j] - mean[j]) / embeddings.length;
            }
        }
        double scale = squares == 0 ? 1 : 1 / Math.sqrt(squares);
        float[][] features = new float[embeddings.length][width];
        for (int i = 0; i < features.length; i++) {
            for (int j = 0; j < width; j++) {
                features[i][j] = (float) ((embeddings[i][j] - mean[j]) * scale);
            }
        }
        return features;
    }

    int epochs() {
        return probabilities.length;
    }

    /** Whether an example's own label is the most likely; among equally likely ones the first counts. */
    boolean isRight(int epoch, int example, int label) {
        float[] p = probabilities[epoch][example];
        for (int other = 0; other < p.length; other++) {
            if (p[other] > p[label] || (p[other] == p[label] && other < label)) {
                return false;
            }
        }
        return true;
    }
}
