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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Continuations by a causal transformer. The prefix is read once for all texts, and the output layer is computed only
 * where a token of a continuation follows.
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
    public float[][] logLikelihoods(int[] prefix, List<int[]> suffixes, List<int[]> continuations) {
        ContinuationRows continued = ContinuationRows.of(continuations);
        int perText = continued.read().size();
        int[][] rows = new int[suffixes.size() * perText][]; // text by text
        int[] lengths = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int[] suffix = suffixes.get(i / perText);
            int[] read = continued.read().get(i % perText);
            rows[i] = IntStream.concat(IntStream.of(suffix), IntStream.of(read)).toArray();
            lengths[i] = prefix.length + rows[i].length;
            if (suffix.length == 0 || lengths[i] > model.maxTokens()) {
                throw new IllegalArgumentException("text " + i / perText + " has " + prefix.length + " + "
                        + rows[i].length + " tokens; 1 to " + model.maxTokens()
                        + " are expected, at least one of them after the prefix");
            }
        }
        float[][] sums = new float[suffixes.size()][continuations.size()];
        List<int[]> batches = LengthBuckets.batches(lengths, Integer.MAX_VALUE, tokensAtOnce, Workers.multiple(device));
        Optional<SharedPrefix> shared = read(prefix);
        try {
            Workers.withoutGradients(device, batches.size(), part -> {
                int[] batch = batches.get(part);
                List<Wanted> wanted = new ArrayList<>();
                for (int i = 0; i < batch.length; i++) {
                    int text = batch[i] / perText;
                    int first =
                            suffixes.get(text).length - 1; // the position that the continuation's first token follows
                    for (int j = 0; j < continuations.size(); j++) {
                        if (continued.rowOf()[j] == batch[i] % perText) {
                            wanted.add(new Wanted(i, first, continuations.get(j), text, j));
                        }
                    }
                }
                score(shared, Arrays.stream(batch).mapToObj(row -> rows[row]).toArray(int[][]::new), wanted, sums);
            });
        } finally {
            shared.ifPresent(SharedPrefix::close);
        }
        return sums;
    }

    /**
     * A continuation to score.
     *
     * @param row of the batch, which reads the text and all of the continuation but its last token
     * @param first position in the row that the continuation's first token follows
     */
    private record Wanted(int row, int first, int[] continuation, int text, int number) {}

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

    /** @param sums [texts][continuations], receives the log-likelihoods */
    private void score(Optional<SharedPrefix> shared, int[][] rows, List<Wanted> wanted, float[][] sums) {
        int[] begins = new int[rows.length]; // of the rows in the batch
        for (int i = 1; i < rows.length; i++) {
            begins[i] = begins[i - 1] + rows[i - 1].length;
        }
        PackedBatch packed = PackedBatch.of(rows, device);
        Tensor hidden = shared.isPresent()
                ? model.hiddenStatesAfter(shared.get(), packed)
                : model.hiddenStates(packed, Pass.EXACT); // [tokens, hidden]
        int[] positions = wanted.stream() // [positions], each once
                .flatMapToInt(each ->
                        IntStream.range(0, each.continuation().length).map(i -> begins[each.row()] + each.first() + i))
                .distinct()
                .sorted()
                .toArray();
        int[] at = wanted.stream()
                .flatMapToInt(each -> IntStream.range(0, each.continuation().length)
                        .map(i -> Arrays.binarySearch(positions, begins[each.row()] + each.first() + i)))
                .toArray(); // [scored tokens], indices of positions
        int[] tokens = wanted.stream()
                .flatMapToInt(each -> IntStream.of(each.continuation()))
                .toArray(); // [scored tokens]
        Tensor before = hidden.index_select(0, Tensors.of(positions, device, positions.length)); // [positions, hidden]
        Tensor logits = model.logits(before).to(ScalarType.Float); // [positions, vocabulary]
        long vocabulary = logits.size(1);
        long[] places = new long[at.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = at[i] * vocabulary + tokens[i];
        }
        float[] chosen = Tensors.floats(logits.reshape(-1).index_select(0, Tensors.of(places, device, places.length)));
        float[] normalizers = Tensors.floats(logits.logsumexp(1)); // [positions]
        int token = 0;
        for (Wanted each : wanted) {
            double sum = 0;
            for (int i = 0; i < each.continuation().length; i++) {
                sum += chosen[token] - normalizers[at[token]];
                token++;
            }
            sums[each.text()][each.number()] = (float) sum;
        }
    }
}
