package io.github.dilm4j.generator;

import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.nn.TokenBudget;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Lanes;
import io.github.dilm4j.tensor.Precision;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.LengthBuckets;
import io.github.dilm4j.tokenize.TokenSequence;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Sequences with the token that each position has to predict. The tensors belong to the scope the batch was made in.
 *
 * @param read the tokens that predict one: all but the last of each row
 * @param targets [targets] int64, the tokens that they predict
 * @param rowOfTarget [targets] int64
 * @param targetsPerRow [rows] float32
 */
record TargetBatch(PackedBatch read, Tensor targets, Tensor rowOfTarget, Tensor targetsPerRow) {
    /** Enough tokens to fill the matrix kernels, few enough to stay near the caches. */
    private static final int CPU_TOKENS = 1024;

    private static final long NO_REDUCTION = 0;
    private static final long NO_IGNORED_TOKEN = -100;

    /**
     * Rows that make a batch each; every sequence stands in one.
     *
     * @param maxRows most rows of a batch
     */
    static List<int[]> buckets(List<TokenSequence> sequences, int maxRows, CausalModel model) {
        if (sequences.isEmpty()) {
            throw new IllegalArgumentException("there are no texts");
        }
        int[] lengths = sequences.stream().mapToInt(TokenSequence::length).toArray();
        int logits = model.outputRows().isPresent() ? OutputLayerNll.LOGITS : GraphNll.LOGITS;
        int maxTokens = TokenBudget.of(model.parameters()).trained(CPU_TOKENS, logits);
        Device device = model.parameters().device();
        return LengthBuckets.batches(lengths, maxRows, maxTokens, Lanes.multiple(device));
    }

    /** The mean over all tokens of the sequences, without gradients, nats. */
    static double meanNll(CausalModel model, List<TokenSequence> sequences) {
        Device device = model.parameters().device();
        List<int[]> buckets = buckets(sequences, Integer.MAX_VALUE, model);
        double total = Lanes.sum(device, buckets.size(), part -> {
            TargetBatch batch = of(sequences, buckets.get(part), device);
            return batch.tokenNll(model, Pass.EXACT, Precision.FLOAT32).sum().item_double();
        });
        return total / targets(sequences);
    }

    /**
     * Adds ∇ weight · (mean over all tokens of the sequences) to the model's gradients.
     *
     * @param dropoutSeed for a pass with dropout
     * @return the mean, nats
     */
    static double accumulate(
            CausalModel model,
            List<TokenSequence> sequences,
            double weight,
            Pass pass,
            Precision precision,
            long dropoutSeed) {
        Device device = model.parameters().device();
        List<int[]> buckets = buckets(sequences, Integer.MAX_VALUE, model);
        long targets = targets(sequences);
        double total = model.parameters().accumulate(buckets.size(), part -> {
            Dropout.seed(dropoutSeed, part);
            TargetBatch batch = of(sequences, buckets.get(part), device);
            try (TargetNll nll = batch.forward(model, pass, precision)) {
                nll.backward(torch.full_like(nll.values(), new Scalar(weight / targets)));
                return nll.values().sum().item_double();
            }
        });
        return total / targets;
    }

    private static long targets(List<TokenSequence> sequences) {
        return sequences.stream().mapToLong(s -> s.length() - 1L).sum();
    }

    static TargetBatch of(List<TokenSequence> sequences, int[] rows, Device device) {
        int[][] read = new int[rows.length][];
        int count =
                Arrays.stream(rows).map(row -> sequences.get(row).length() - 1).sum();
        int[] targets = new int[count];
        int[] rowOfTarget = new int[count];
        float[] perRow = new float[rows.length];
        int at = 0;
        for (int row = 0; row < rows.length; row++) {
            int[] sequence = sequences.get(rows[row]).ids();
            int length = sequence.length - 1;
            read[row] = Arrays.copyOf(sequence, length);
            System.arraycopy(sequence, 1, targets, at, length);
            Arrays.fill(rowOfTarget, at, at + length, row);
            perRow[row] = length;
            at += length;
        }
        return new TargetBatch(
                PackedBatch.of(read, device),
                Tensors.of(targets, device, count),
                Tensors.of(rowOfTarget, device, count),
                Tensors.of(perRow, device, rows.length));
    }

    /** Goes forward with the way back kept; the caller closes it. */
    TargetNll forward(CausalModel model, Pass pass, Precision precision) {
        if (model.outputRows().isEmpty()) {
            return new GraphNll(tokenNll(model, pass, precision));
        }
        Device device = model.parameters().device();
        Tensor hidden = precision.compute(device, () -> model.hiddenStates(read, pass)); // [targets, hidden]
        return new OutputLayerNll(device, precision, model.outputRows().get(), hidden, targets);
    }

    /** Negative log-likelihood of every target [targets], nats. */
    Tensor tokenNll(CausalModel model, Pass pass, Precision precision) {
        Tensor logits = precision.compute(
                model.parameters().device(),
                () -> model.logits(model.hiddenStates(read, pass))); // [targets, vocabulary]
        return torch.cross_entropy_loss(logits, targets, new TensorOptional(), NO_REDUCTION, NO_IGNORED_TOKEN, 0);
    }

    /** [targets] to [rows]. */
    Tensor sumByRow(Tensor values) {
        Tensor zeros = targetsPerRow.mul(new Scalar(0.0)); // [rows]
        return zeros.index_add(0, rowOfTarget, values);
    }
}
