package io.github.dilm4j.coreset;

import java.util.Arrays;

/** Sums over embeddings with labels from which a linear classifier can be fitted in closed form. */
final class LabelMoments {
    private double[][] products = new double[0][]; // [hidden, hidden], lower triangle of the sum of x·xᵀ
    private final double[][] sums; // [labels, hidden]
    private final double[] counts; // [labels]

    LabelMoments(int labels) {
        sums = new double[labels][0];
        counts = new double[labels];
    }

    /** @param embedding [hidden] */
    void add(float[] embedding, int label) {
        require(embedding.length);
        counts[label]++;
        for (int a = 0; a < embedding.length; a++) {
            double factor = embedding[a];
            sums[label][a] += factor;
            for (int b = 0; b <= a; b++) {
                products[a][b] += factor * embedding[b];
            }
        }
    }

    void addAll(LabelMoments others) {
        require(others.products.length);
        for (int a = 0; a < products.length; a++) {
            for (int b = 0; b <= a; b++) {
                products[a][b] += others.products[a][b];
            }
        }
        for (int label = 0; label < counts.length && others.texts() > 0; label++) {
            counts[label] += others.counts[label];
            for (int a = 0; a < sums[label].length; a++) {
                sums[label][a] += others.sums[label][a];
            }
        }
    }

    double[][] products() {
        return products;
    }

    double[][] sums() {
        return sums;
    }

    double[] counts() {
        return counts;
    }

    double texts() {
        return Arrays.stream(counts).sum();
    }

    private void require(int hidden) {
        if (products.length == 0) {
            products = new double[hidden][hidden];
            for (int label = 0; label < sums.length; label++) {
                sums[label] = new double[hidden];
            }
        }
    }
}
