package io.github.dilm4j.coreset;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sums over embeddings with labels from which a linear classifier can be fitted in closed form. */
public final class LabelMoments implements Serializable {
    /** Long embeddings do not fit into the caches, so each row of the products is read once for several of them. */
    private static final int TOGETHER = 32;

    private double[][] products = new double[0][]; // [hidden, hidden], lower triangle of the sum of x·xᵀ
    private final List<float[]> pending = new ArrayList<>(); // that are not among the products yet
    private final double[][] sums; // [labels, hidden]
    private final double[] counts; // [labels]

    /** Sums over no embeddings. */
    public LabelMoments(int labels) {
        sums = new double[labels][0];
        counts = new double[labels];
    }

    /** @param embedding [hidden], which must not change */
    public void add(float[] embedding, int label) {
        require(embedding.length);
        counts[label]++;
        for (int a = 0; a < embedding.length; a++) {
            sums[label][a] += embedding[a];
        }
        pending.add(embedding);
        if (pending.size() == TOGETHER) {
            multiply();
        }
    }

    private void multiply() {
        for (int a = 0; a < products.length; a++) {
            double[] row = products[a];
            for (float[] embedding : pending) {
                double factor = embedding[a];
                for (int b = 0; b <= a; b++) {
                    row[b] += factor * embedding[b];
                }
            }
        }
        pending.clear();
    }

    void addAll(LabelMoments others) {
        require(others.products.length);
        multiply();
        others.multiply();
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
        multiply();
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
