package io.github.dilm4j.learner;

import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Shown;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Embeds texts by the last hidden states of a model. For one thread at a time; the caller closes model and tokenizer.
 */
public final class TransformerEncoder implements Encoder {
    private final String name;
    private final ClassifierModel model;
    private final Tokenizer tokenizer;
    private final Pooling pooling;
    private final int maxTokens;
    private final boolean lowerCase;
    private final PaddedBatches batches;

    /** @param maxTokens longer texts are cut */
    public TransformerEncoder(ClassifierModel model, Tokenizer tokenizer, Pooling pooling, int maxTokens) {
        this("encoder", model, tokenizer, pooling, maxTokens, false);
    }

    /**
     * @param name begins messages
     * @param lowerCase whether texts are lower-cased before the tokenizer
     */
    TransformerEncoder(
            String name,
            ClassifierModel model,
            Tokenizer tokenizer,
            Pooling pooling,
            int maxTokens,
            boolean lowerCase) {
        this.name = name;
        this.model = model;
        this.tokenizer = tokenizer;
        this.pooling = pooling;
        this.maxTokens = maxTokens;
        this.lowerCase = lowerCase;
        this.batches = PaddedBatches.of(model);
    }

    /** @throws NotFiniteException naming the text, if an embedding has a coordinate that is not a finite number */
    @Override
    public float[][] embed(List<Example> examples) {
        return embed(examples, this::embedBatches);
    }

    /**
     * Like {@link #embed(List)}, where the batches may be embedded elsewhere.
     *
     * @param embedding as {@link #embedBatches}
     */
    public float[][] embed(List<Example> examples, Function<TokenSequence[][], float[][][]> embedding) {
        if (examples.isEmpty()) {
            return new float[0][];
        }
        float[][] embeddings = scattered(TokenBatch.sequences(tokenizer, read(examples), maxTokens), embedding);
        for (int i = 0; i < embeddings.length; i++) {
            requireFinite(embeddings[i], examples.get(i));
        }
        return embeddings;
    }

    private void requireFinite(float[] embedding, Example example) {
        for (float coordinate : embedding) {
            if (!Float.isFinite(coordinate)) {
                throw new NotFiniteException(
                        name + ": embeds " + Shown.list(example.texts()) + " with the coordinate " + coordinate
                                + "; the weights are damaged, or their training diverged: use another model",
                        "embedding",
                        coordinate);
            }
        }
    }

    private List<Example> read(List<Example> examples) {
        return lowerCase ? examples.stream().map(TransformerEncoder::lowerCased).toList() : examples;
    }

    private static Example lowerCased(Example example) {
        List<String> texts = example.texts().stream()
                .map(text -> text.toLowerCase(Locale.ROOT))
                .toList();
        return new Example(texts, example.label());
    }

    /**
     * Embeds texts that are already tokenised.
     *
     * @return [n, hidden]
     */
    public float[][] embedSequences(List<TokenSequence> sequences) {
        return scattered(sequences, this::embedBatches);
    }

    /** The embeddings of batches in the order of the sequences. */
    private float[][] scattered(List<TokenSequence> sequences, Function<TokenSequence[][], float[][][]> embedding) {
        List<int[]> rows = batches.rows(sequences);
        float[][][] some = embedding.apply(rows.stream()
                .map(batch -> Arrays.stream(batch).mapToObj(sequences::get).toArray(TokenSequence[]::new))
                .toArray(TokenSequence[][]::new));
        float[][] embeddings = new float[sequences.size()][];
        for (int batch = 0; batch < some.length; batch++) {
            for (int i = 0; i < some[batch].length; i++) {
                embeddings[rows.get(batch)[i]] = some[batch][i];
            }
        }
        return embeddings;
    }

    /**
     * Embeds batches, each of which is one computation, whose rows determine the last bits.
     *
     * @param sequences [batches][rows]
     * @return [batches][rows][hidden]
     */
    public float[][][] embedBatches(TokenSequence[][] sequences) {
        float[][][] embeddings = new float[sequences.length][][];
        Workers.withoutGradients(
                model.parameters().device(),
                embeddings.length,
                batch -> embeddings[batch] = Tensors.rows(pool(batches.pad(List.of(sequences[batch])))));
        return embeddings;
    }

    /** [rows, hidden]. */
    private Tensor pool(PaddedBatch batch) {
        Tensor pooled = switch (pooling.of()) {
            case SUMMARY -> model.summaryStates(batch, Pass.EXACT);
            case MEAN ->
                tokenShares(batch).matmul(model.hiddenStates(batch, Pass.EXACT)).squeeze(1);
        };
        return pooling.unitLength() ? Tensors.unitRows(pooled) : pooled;
    }

    /** [rows, 1, length]: one over the row's length at its tokens, 0 at padding. */
    private Tensor tokenShares(PaddedBatch batch) {
        Device device = model.parameters().device();
        float[] counts = new float[batch.rows()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = batch.lengths()[i];
        }
        Tensor tokens = batch.keyMask().squeeze(1).eq(Tensors.zeros(ScalarType.Float, device, 1)); // [rows, 1, length]
        return tokens.to(ScalarType.Float).div(Tensors.of(counts, device, counts.length, 1, 1));
    }
}
