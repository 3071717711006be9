package io.github.dilm4j.generator;

import io.github.dilm4j.base.Precision;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.nn.TokenBudget;
import io.github.dilm4j.tensor.Autocast;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import io.github.dilm4j.tokenize.LengthBuckets;
import io.github.dilm4j.tokenize.TokenSequence;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Sequences with the tokens to predict: all from the first target of each sequence. The tensors belong to the scope of
 * their creation.
 *
 * @param read the tokens before the last target of each row
 * @param predicting [targets] int64, which of the tokens predict one; empty if all do
 * @param targets [targets] int64, the tokens that they predict
 * @param rowOfTarget [targets] int64
 * @param targetsPerRow [rows] float32
 */
record TargetBatch(
        PackedBatch read, Optional<Tensor> predicting, Tensor targets, Tensor rowOfTarget, Tensor targetsPerRow) {
    /** Enough tokens to fill the matrix kernels, few enough to stay near the caches. */
    private static final int CPU_TOKENS = 1024;

    private static final long NO_REDUCTION = 0;
    private static final long NO_IGNORED_TOKEN = -100;

    /**
     * The rows of each batch; every sequence is in one batch.
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
        return LengthBuckets.batches(lengths, maxRows, maxTokens, Workers.multiple(device));
    }

    /**
     * The mean over all targets of the sequences, without gradients, nats.
     *
     * @param firstTarget where the targets of a sequence begin, at least 1
     */
    static double meanNll(CausalModel model, List<TokenSequence> sequences, ToIntFunction<TokenSequence> firstTarget) {
        Device device = model.parameters().device();
        List<int[]> buckets = buckets(sequences, Integer.MAX_VALUE, model);
        double total = Workers.sum(device, buckets.size(), part -> {
            TargetBatch batch = of(sequences, firstTarget, buckets.get(part), device);
            return batch.tokenNll(model, Pass.EXACT, Precision.FLOAT32).sum().item_double();
        });
        return total / targets(sequences, firstTarget);
    }

    /**
     * The kind of a forward pass.
     *
     * @param dropoutSeed for a pass with dropout
     */
    record Forward(Pass pass, Precision precision, long dropoutSeed) {}

    /**
     * Adds ∇ weight · (mean over all targets of the sequences) to the model's gradients.
     *
     * @param firstTarget where the targets of a sequence begin, at least 1
     * @return the mean, nats
     */
    static double accumulate(
            CausalModel model,
            List<TokenSequence> sequences,
            ToIntFunction<TokenSequence> firstTarget,
            double weight,
            Forward forward) {
        Device device = model.parameters().device();
        List<int[]> buckets = buckets(sequences, Integer.MAX_VALUE, model);
        long targets = targets(sequences, firstTarget);
        double total = model.parameters().accumulate(buckets.size(), part -> {
            Dropout.seed(forward.dropoutSeed(), part);
            TargetBatch batch = of(sequences, firstTarget, buckets.get(part), device);
            try (TargetNll nll = batch.forward(model, forward.pass(), forward.precision())) {
                nll.backward(torch.full_like(nll.values(), new Scalar(weight / targets)));
                return nll.values().sum().item_double();
            }
        });
        return total / targets;
    }

    private static long targets(List<TokenSequence> sequences, ToIntFunction<TokenSequence> firstTarget) {
        return sequences.stream()
                .mapToLong(s -> s.length() - firstTarget.applyAsInt(s))
                .sum();
    }

    /** @param firstTarget where the targets of a sequence begin, at least 1 */
    static TargetBatch of(
            List<TokenSequence> sequences, ToIntFunction<TokenSequence> firstTarget, int[] rows, Device device) {
        int[][] read = new int[rows.length][];
        IntList targets = new IntList();
        IntList rowOfTarget = new IntList();
        IntList predicting = new IntList();
        float[] perRow = new float[rows.length];
        int tokens = 0;
        for (int row = 0; row < rows.length; row++) {
            TokenSequence sequence = sequences.get(rows[row]);
            int first = firstTarget.applyAsInt(sequence);
            int length = sequence.length() - 1;
            read[row] = Arrays.copyOf(sequence.ids(), length);
            for (int i = first; i <= length; i++) {
                predicting.add(tokens + i - 1);
                targets.add(sequence.ids()[i]);
                rowOfTarget.add(row);
            }
            perRow[row] = length + 1 - first;
            tokens += length;
        }
        int count = targets.size();
        return new TargetBatch(
                PackedBatch.of(read, device),
                count == tokens ? Optional.empty() : Optional.of(Tensors.of(predicting.toArray(), device, count)),
                Tensors.of(targets.toArray(), device, count),
                Tensors.of(rowOfTarget.toArray(), device, count),
                Tensors.of(perRow, device, rows.length));
    }

    /** Runs the forward pass and keeps the graph for the backward pass; the caller closes it. */
    TargetNll forward(CausalModel model, Pass pass, Precision precision) {
        if (model.outputRows().isEmpty()) {
            return new GraphNll(tokenNll(model, pass, precision));
        }
        Device device = model.parameters().device();
        Tensor hidden = Autocast.compute(precision, device, () -> hidden(model, pass)); // [targets, hidden]
        return new OutputLayerNll(device, precision, model.outputRows().get(), hidden, targets);
    }

    /** Negative log-likelihood of every target [targets], nats. */
    Tensor tokenNll(CausalModel model, Pass pass, Precision precision) {
        Tensor logits = Autocast.compute(
                precision,
                model.parameters().device(),
                () -> model.logits(hidden(model, pass))); // [targets, vocabulary]
        return torch.cross_entropy_loss(logits, targets, new TensorOptional(), NO_REDUCTION, NO_IGNORED_TOKEN, 0);
    }

    /** The last layer's output at the predicting positions [targets, hidden]. */
    private Tensor hidden(CausalModel model, Pass pass) {
        Tensor ofTokens = model.hiddenStates(read, pass); // [tokens, hidden]
        return predicting.map(index -> ofTokens.index_select(0, index)).orElse(ofTokens);
    }

    /** [targets] to [rows]. */
    Tensor sumByRow(Tensor values) {
        Tensor zeros = targetsPerRow.mul(new Scalar(0.0)); // [rows]
        return zeros.index_add(0, rowOfTarget, values);
    }
}
