package io.github.dilm4j.learner;

import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.nn.TokenBudget;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Workers;
import io.github.dilm4j.tokenize.LengthBuckets;
import io.github.dilm4j.tokenize.TokenSequence;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Splits sequences into padded batches of similar length, after checking that the model can read them. */
final class PaddedBatches {
    /** Enough tokens to fill the matrix kernels, few enough to stay in the caches; measured with MiniLM on SST-2. */
    private static final int CPU_TOKENS = 512;

    private final int vocabularySize;
    private final int maxLength;
    private final int padId;
    private final Device device;
    private final int maxTokens;

    PaddedBatches(int vocabularySize, int maxLength, int padId, Parameters parameters) {
        this.vocabularySize = vocabularySize;
        this.maxLength = maxLength;
        this.padId = padId;
        this.device = parameters.device();
        this.maxTokens = TokenBudget.of(parameters).trained(CPU_TOKENS, 0);
    }

    static PaddedBatches of(ClassifierModel model) {
        return new PaddedBatches(model.vocabularySize(), model.maxTokens(), model.padId(), model.parameters());
    }

    /**
     * Indices of the sequences, batch by batch; every one is in exactly one batch.
     *
     * @throws IllegalArgumentException if there is none, or one that the model cannot read
     */
    List<int[]> rows(List<TokenSequence> sequences) {
        return rows(sequences, Integer.MAX_VALUE);
    }

    /** Like {@link #rows(List)}, with at most {@code maxRows} sequences in a batch. */
    List<int[]> rows(List<TokenSequence> sequences, int maxRows) {
        if (sequences.isEmpty()) {
            throw new IllegalArgumentException("a batch has at least one sequence");
        }
        int[] lengths = new int[sequences.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = sequences.get(i).length();
            check(i, sequences.get(i));
        }
        return LengthBuckets.batches(lengths, maxRows, maxTokens, Workers.multiple(device));
    }

    /** Processes the batches of rows in parallel and without gradients, each in its own scope. */
    void forEach(List<TokenSequence> sequences, Consumer<int[]> work) {
        List<int[]> batches = rows(sequences);
        Workers.withoutGradients(device, batches.size(), batch -> work.accept(batches.get(batch)));
    }

    /** Like {@link #forEach}, for work whose results are summed. */
    double sum(List<TokenSequence> sequences, ToDoubleFunction<int[]> work) {
        List<int[]> batches = rows(sequences);
        return Workers.sum(device, batches.size(), batch -> work.applyAsDouble(batches.get(batch)));
    }

    /** All sequences; the tensors belong to the innermost scope. */
    PaddedBatch pad(List<TokenSequence> sequences) {
        return pad(sequences, IntStream.range(0, sequences.size()).toArray());
    }

    /** The sequences of these indices; the tensors belong to the innermost scope. */
    PaddedBatch pad(List<TokenSequence> sequences, int[] rows) {
        int[][] ids = new int[rows.length][];
        int[][] typeIds = new int[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            ids[i] = sequences.get(rows[i]).ids();
            typeIds[i] = sequences.get(rows[i]).typeIds();
        }
        return PaddedBatch.of(ids, typeIds, padId, device);
    }

    private void check(int index, TokenSequence sequence) {
        if (sequence.length() == 0 || sequence.length() > maxLength) {
            throw new IllegalArgumentException(
                    "sequence " + index + " has " + sequence.length() + " tokens, the model reads 1 to " + maxLength);
        }
        for (int id : sequence.ids()) {
            if (id < 0 || id >= vocabularySize) {
                throw new IllegalArgumentException("sequence " + index + " has the token " + id + ", the model knows "
                        + vocabularySize + "; do tokenizer and model belong together?");
            }
        }
    }
}
