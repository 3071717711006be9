package io.github.dilm4j.nn;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/** The rows of equal length in which tokens stand for attention. Its tensors belong to the scope it was made in. */
final class PaddedRows {
    /**
     * @param packedAt [rows · length] int64, the token that stands at a place of the rows; the first one at padding
     * @param paddedAt [tokens] int64, the place of a token
     */
    private record Places(Tensor packedAt, Tensor paddedAt) {}

    private final int rows;
    private final int length;
    private final Optional<Places> places; // none where each token stands at the place of its own number

    private PaddedRows(int rows, int length, Optional<Places> places) {
        this.rows = rows;
        this.length = length;
        this.places = places;
    }

    /** Rows without padding, which tokens fill as they stand. */
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

    /** [tokens, width] to [rows, length, width]; what stands at padding means nothing. */
    Tensor pad(Tensor x) {
        Tensor all = places.map(known -> x.index_select(0, known.packedAt())).orElse(x);
        return all.view(rows, length, x.size(1));
    }

    /** [rows, length, width] to [tokens, width]. */
    Tensor pack(Tensor x) {
        Tensor all = x.reshape(-1, x.size(2));
        return places.map(known -> all.index_select(0, known.paddedAt())).orElse(all);
    }

    /** [tokens, parts · heads · headSize] to so many parts, each [rows, heads, length, headSize], as attention reads it. */
    List<Tensor> heads(Tensor x, int parts, long heads) {
        return Stream.of(pad(x).chunk(parts, -1).get()) // each [rows, length, heads · headSize]
                .map(part -> Attention.splitHeads(part, heads))
                .toList();
    }

    /** What attention gives [rows, heads, length, headSize] to [tokens, heads · headSize]. */
    Tensor merged(Tensor context) {
        return pack(Attention.mergeHeads(context));
    }
}
