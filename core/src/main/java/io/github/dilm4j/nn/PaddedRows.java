package io.github.dilm4j.nn;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/** The rows of equal length in which tokens attend. Its tensors belong to the scope of their creation. */
final class PaddedRows {
    /**
     * @param packedAt [rows · length] int64, the token at a place of the rows; the first token at padding
     * @param paddedAt [tokens] int64, the place of a token
     */
    private record Places(Tensor packedAt, Tensor paddedAt) {}

    private final int rows;
    private final int length;
    private final Optional<Places> places; // empty if each token is at the place of its own number

    private PaddedRows(int rows, int length, Optional<Places> places) {
        this.rows = rows;
        this.length = length;
        this.places = places;
    }

    /** Rows without padding, which the tokens fill in their order. */
    static PaddedRows full(int rows, int length) {
        return new PaddedRows(rows, length, Optional.empty());
    }

    /** @param placeOfToken its row times the length, plus its place in the row */
    static PaddedRows of(int rows, int length, int[] placeOfToken, Device device) {
        int[] packedAt = new int[rows * length];
        for (int token = 0; token < placeOfToken.length; token++) {
            packedAt[placeOfToken[token]] = token;
        }
        Places places = new Places(
                Tensors.of(packedAt, device, packedAt.length), Tensors.of(placeOfToken, device, placeOfToken.length));
        return new PaddedRows(rows, length, Optional.of(places));
    }

    /** [tokens, width] to [rows, length, width]; values at padding are undefined. */
    Tensor pad(Tensor x) {
        Tensor all = places.map(known -> x.index_select(0, known.packedAt())).orElse(x);
        return all.view(rows, length, x.size(1));
    }

    /** [rows, length, width] to [tokens, width]. */
    Tensor pack(Tensor x) {
        Tensor all = x.reshape(-1, x.size(2));
        return places.map(known -> all.index_select(0, known.paddedAt())).orElse(all);
    }

    /**
     * Splits [tokens, parts · heads · headSize] into parts for attention, each [rows, heads, length, headSize].
     */
    List<Tensor> heads(Tensor x, int parts, long heads) {
        return Stream.of(pad(x).chunk(parts, -1).get()) // each [rows, length, heads · headSize]
                .map(part -> Attention.splitHeads(part, heads))
                .toList();
    }

    /** Merges attention's output [rows, heads, length, headSize] to [tokens, heads · headSize]. */
    Tensor merged(Tensor context) {
        return pack(Attention.mergeHeads(context));
    }
}
