package io.github.dilm4j.model.encoder;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.Embedding;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.ParameterLayout;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The inputs of the first layer: the sum of word vector and, if any, position and type vectors, normalised. */
public final class TokenEmbeddings {
    /** The row of the position table for a token. */
    public enum Positions {
        /** None: the layers use distances instead. */
        NONE,
        /** Its index in the sequence, from 0. */
        FROM_ZERO,
        /**
         * Its index in the sequence, from the padding id + 1, as in RoBERTa. A padding token gets the row of the
         * padding id, even inside a text, and is not counted.
         */
        AFTER_PADDING_ID
    }

    /**
     * @param size of the vectors
     * @param types kinds of segments; 0 for none
     * @param dropout probability, in [0, 1)
     */
    public record Shape(
            int vocabulary,
            int size,
            int maxPositions,
            int types,
            int padId,
            Positions positions,
            double normEpsilon,
            double dropout) {

        /** @param size of the vectors, which need not be the hidden size of the model */
        public static Shape of(EncoderModelConfig common, int size, Positions positions) {
            return new Shape(
                    common.vocabularySize(),
                    size,
                    common.maxPositions(),
                    common.typeVocabularySize(),
                    common.padId(),
                    positions,
                    common.normEpsilon(),
                    common.hiddenDropout());
        }

        /** The longest sequence that has a position for every token. */
        public int maxTokens() {
            return positions == Positions.AFTER_PADDING_ID ? maxPositions - padId - 1 : maxPositions;
        }
    }

    private final Shape shape;
    private final Embedding words;
    private final Optional<Embedding> positions;
    private final Optional<Embedding> types;
    private final LayerNorm norm;

    /** @param prefix of the weights' names, before {@code embeddings.} */
    public TokenEmbeddings(ParameterLayout layout, String prefix, Shape shape) {
        this.shape = shape;
        String name = prefix + "embeddings.";
        words = layout.embedding(name + "word_embeddings", shape.vocabulary(), shape.size());
        positions = shape.positions() == Positions.NONE
                ? Optional.empty()
                : Optional.of(layout.embedding(name + "position_embeddings", shape.maxPositions(), shape.size()));
        types = shape.types() == 0
                ? Optional.empty()
                : Optional.of(layout.embedding(name + "token_type_embeddings", shape.types(), shape.size()));
        norm = layout.layerNorm(name + "LayerNorm", shape.size(), shape.normEpsilon());
    }

    /** The table of word vectors [vocabulary, size]. */
    public Tensor wordTable() {
        return words.weight().tensor();
    }

    /** [tokens, size]. */
    public Tensor forward(PaddedBatch batch, Pass pass) {
        int length = batch.packing().longest();
        if (length > shape.maxTokens()) {
            throw new IllegalArgumentException(
                    "a sequence has " + length + " tokens, this model reads at most " + shape.maxTokens());
        }
        Tensor sum = words.forward(batch.packing().packRows(batch.ids())); // [tokens, size]
        if (types.isPresent()) {
            sum = sum.add(typeVectors(types.get(), batch));
        }
        if (positions.isPresent()) {
            sum = sum.add(positions.get().forward(places(batch)));
        }
        return Dropout.apply(norm.forward(sum), pass.dropout(shape.dropout()));
    }

    /** Models with a single type use it for every token, whatever the tokenizer says. */
    private static Tensor typeVectors(Embedding types, PaddedBatch batch) {
        Tensor table = types.weight().tensor(); // [types, size]
        if (table.size(0) == 1) {
            return table;
        }
        if (batch.types() > table.size(0)) {
            throw new InputException("the tokenizer gives a token the type_id " + (batch.types() - 1)
                    + ", but the model knows " + table.size(0)
                    + " types (type_vocab_size); put the tokenizer of this model beside it");
        }
        return types.forward(batch.packing().packRows(batch.typeIds()));
    }

    /** Rows of the position table [tokens] int64. */
    private Tensor places(PaddedBatch batch) {
        if (shape.positions() == Positions.FROM_ZERO) {
            return batch.packing().positions(0);
        }
        Tensor counts = batch.ids().ne(new Scalar(shape.padId())).to(ScalarType.Long); // [batch, length]: 1 for a token
        return batch.packing().packRows(counts.cumsum(1).mul(counts).add(new Scalar(shape.padId())));
    }
}
