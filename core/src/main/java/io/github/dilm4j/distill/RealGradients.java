package io.github.dilm4j.distill;

import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.learner.FullGradient;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.tokenize.LengthBuckets;
import io.github.dilm4j.tokenize.TokenSequence;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The mean gradients of real batches, accumulated over micro-batches, so that memory does not grow with the batch. The
 * result is the same up to rounding. Gradient accumulation on the real side is an option of the reference
 * implementation of DiLM (arXiv:2404.00264).
 *
 * @param microBatch most examples at once; 0 for no limit
 */
public record RealGradients(int microBatch) implements Serializable {
    /** Without a limit. */
    public static final RealGradients WHOLE = new RealGradients(0);

    public RealGradients {
        if (microBatch < 0) {
            throw new IllegalArgumentException("a micro-batch has 0 (no limit) or more examples, got " + microBatch);
        }
    }

    /**
     * By the learner's head.
     *
     * @throws NotFiniteException if it is not finite
     */
    public MeanGradient head(Learner learner, TokenBatch batch) {
        MeanGradient gradient = sum(learner, batch);
        double norm = gradient.norm();
        if (!Double.isFinite(norm)) {
            throw new NotFiniteException("norm of the real gradient", norm);
        }
        return gradient;
    }

    private MeanGradient sum(Learner learner, TokenBatch batch) {
        if (microBatch == 0 || microBatch >= batch.size()) {
            return learner.headGradients(batch).mean();
        }
        int[] lengths =
                batch.sequences().stream().mapToInt(TokenSequence::length).toArray();
        List<double[]> sums = new ArrayList<>(); // [layer]
        for (int[] rows : LengthBuckets.batches(lengths, microBatch, Integer.MAX_VALUE)) {
            MeanGradient part = learner.headGradients(batch.select(rows)).mean();
            add(part, (double) rows.length / batch.size(), sums);
        }
        return new MeanGradient(sums.stream().map(RealGradients::narrowed).toList());
    }

    /** By all parameters; the caller closes it. */
    public FullGradient full(Learner learner, TokenBatch batch) {
        return learner.fullGradient(batch, microBatch);
    }

    private static void add(MeanGradient part, double share, List<double[]> sums) {
        for (int l = 0; l < part.layers().size(); l++) {
            float[] layer = part.layers().get(l);
            if (sums.size() == l) {
                sums.add(new double[layer.length]);
            }
            double[] sum = sums.get(l);
            for (int j = 0; j < layer.length; j++) {
                sum[j] += share * layer[j];
            }
        }
    }

    private static float[] narrowed(double[] values) {
        float[] narrow = new float[values.length];
        for (int j = 0; j < values.length; j++) {
            narrow[j] = (float) values[j];
        }
        return narrow;
    }
}
