package io.github.dilm4j.generator;

import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.SharedPrefix;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.nn.TokenBudget;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import io.github.dilm4j.tokenize.LengthBuckets;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Next tokens by a causal transformer. The prefix is read once for all texts, and the output layer is computed at the
 * last position alone.
 */
public final class CausalNextTokens implements NextTokens {
    /** Counts the prefix for every row, as each row attends to a copy of its keys and values. */
    private static final int CPU_TOKENS = 8192;

    private final CausalModel model;
    private final Device device;
    private final int tokensAtOnce;

    /** @param model closed by this */
    public CausalNextTokens(CausalModel model) {
        this(model, TokenBudget.of(model.parameters()).read(CPU_TOKENS));
    }

    CausalNextTokens(CausalModel model, int tokensAtOnce) {
        this.model = model;
        this.device = model.parameters().device();
        this.tokensAtOnce = tokensAtOnce;
    }

    @Override
    public int maxTokens() {
        return model.maxTokens();
    }

    @Override
    public List<String> warnings() {
        return model.warnings();
    }

    @Override
    public float[][] logits(int[] prefix, List<int[]> suffixes, int[] candidates) {
        int[] lengths = new int[suffixes.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = prefix.length + suffixes.get(i).length;
            if (suffixes.get(i).length == 0 || lengths[i] > model.maxTokens()) {
                throw new IllegalArgumentException("text " + i + " has " + prefix.length + " + "
                        + suffixes.get(i).length + " tokens; 1 to " + model.maxTokens()
                        + " are expected, at least one of them after the prefix");
            }
        }
        float[][] logits = new float[lengths.length][];
        List<int[]> batches = LengthBuckets.batches(lengths, Integer.MAX_VALUE, tokensAtOnce, Workers.multiple(device));
        Optional<SharedPrefix> shared = read(prefix);
        try {
            Workers.withoutGradients(device, batches.size(), part -> {
                int[] rows = batches.get(part);
                float[][] ofBatch = batch(shared, suffixes, rows, candidates);
                for (int i = 0; i < rows.length; i++) {
                    logits[rows[i]] = ofBatch[i];
                }
            });
        } finally {
            shared.ifPresent(SharedPrefix::close);
        }
        return logits;
    }

    @Override
    public void close() {
        model.close();
    }

    private Optional<SharedPrefix> read(int[] prefix) {
        if (prefix.length == 0) {
            return Optional.empty();
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return Optional.of(model.prefix(Tensors.of(prefix, device, 1, prefix.length)));
        }
    }

    /** [rows][candidates] */
    private float[][] batch(Optional<SharedPrefix> shared, List<int[]> suffixes, int[] rows, int[] candidates) {
        int[][] read = new int[rows.length][];
        int[] last = new int[rows.length];
        int tokens = 0;
        for (int i = 0; i < rows.length; i++) {
            read[i] = suffixes.get(rows[i]);
            tokens += read[i].length;
            last[i] = tokens - 1;
        }
        PackedBatch packed = PackedBatch.of(read, device);
        Tensor hidden = shared.isPresent()
                ? model.hiddenStatesAfter(shared.get(), packed)
                : model.hiddenStates(packed, Pass.EXACT); // [tokens, hidden]
        Tensor atEnd = hidden.index_select(0, Tensors.of(last, device, last.length)); // [rows, hidden]
        Tensor chosen = model.logits(atEnd)
                .index_select(1, Tensors.of(candidates, device, candidates.length)); // [rows, candidates]
        return Tensors.rows(chosen.to(ScalarType.Float));
    }
}
