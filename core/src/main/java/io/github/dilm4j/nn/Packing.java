package io.github.dilm4j.nn;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The layout of sequences of several lengths one after the other in one row of tokens, without padding. Token-wise
 * operations then work on tokens alone; only attention, which needs separate sequences, pads temporarily. Its tensors
 * belong to the scope of their creation.
 */
public final class Packing {
    private final int[] lengths;
    private final int longest;
    private final Device device;
    private final PaddedRows padded;

    private Packing(int[] lengths, Device device) {
        this.lengths = lengths;
        this.device = device;
        longest = Arrays.stream(lengths).max().orElseThrow();
        padded = tokens() == lengths.length * longest
                ? PaddedRows.full(lengths.length, longest)
                : PaddedRows.of(lengths.length, longest, rowByRow(), device);
    }

    /**
     * @param lengths tokens of every sequence
     * @throws IllegalArgumentException if there is no sequence or an empty one
     */
    public static Packing of(int[] lengths, Device device) {
        if (lengths.length == 0) {
            throw new IllegalArgumentException("a batch has at least one row");
        }
        for (int row = 0; row < lengths.length; row++) {
            if (lengths[row] <= 0) {
                throw new IllegalArgumentException("row " + row + " has no tokens");
            }
        }
        return new Packing(lengths.clone(), device);
    }

    /** The packing of {@code rows} sequences of one length. */
    public static Packing even(int rows, int length, Device device) {
        int[] lengths = new int[rows];
        Arrays.fill(lengths, length);
        return of(lengths, device);
    }

    public Device device() {
        return device;
    }

    public int rows() {
        return lengths.length;
    }

    /** Tokens of the longest sequence. */
    public int longest() {
        return longest;
    }

    /** Tokens of all sequences. */
    public int tokens() {
        return Arrays.stream(lengths).sum();
    }

    /** The position of each token in its sequence, counted from {@code begin}; [tokens] int64. */
    public Tensor positions(int begin) {
        int[] positions = new int[tokens()];
        int at = 0;
        for (int length : lengths) {
            for (int i = 0; i < length; i++) {
                positions[at++] = begin + i;
            }
        }
        return Tensors.of(positions, device, positions.length);
    }

    /** Positions of a padded sequence's tokens, counted from {@code begin}; [longest] int64. */
    public Tensor paddedPositions(int begin) {
        return even(1, longest(), device).positions(begin);
    }

    /** Selects from [tokens, width] the first token of every sequence [rows, width]. */
    public Tensor first(Tensor x) {
        int[] first = new int[lengths.length];
        for (int row = 1; row < first.length; row++) {
            first[row] = first[row - 1] + lengths[row - 1];
        }
        return x.index_select(0, Tensors.of(first, device, first.length));
    }

    /** Selects from [tokens, width] the last token of every sequence [rows, width]. */
    public Tensor last(Tensor x) {
        int[] last = new int[lengths.length];
        int tokens = 0;
        for (int row = 0; row < last.length; row++) {
            tokens += lengths[row];
            last[row] = tokens - 1;
        }
        return x.index_select(0, Tensors.of(last, device, last.length));
    }

    /** [tokens, width] to [rows, longest, width]; values at padding are undefined. */
    public Tensor pad(Tensor x) {
        return padded.pad(x);
    }

    /** [rows, longest, width] to [tokens, width]. */
    public Tensor pack(Tensor x) {
        return padded.pack(x);
    }

    /** [rows, longest] to [tokens]. */
    public Tensor packRows(Tensor x) {
        return pack(x.unsqueeze(2)).squeeze(1);
    }

    /** [tokens, heads · headSize] to [rows, heads, longest, headSize], for attention. */
    public Tensor heads(Tensor x, long heads) {
        return Attention.splitHeads(pad(x), heads);
    }

    /** Splits [tokens, parts · heads · headSize] into parts, each like the result of {@link #heads(Tensor, long)}. */
    public List<Tensor> heads(Tensor x, int parts, long heads) {
        return padded.heads(x, parts, heads);
    }

    /** Merges attention's output [rows, heads, longest, headSize] to [tokens, heads · headSize]. */
    public Tensor merged(Tensor context) {
        return padded.merged(context);
    }

    /**
     * A row for each sequence.
     *
     * @param keyMask [rows, 1, 1, longest], added to the scores
     */
    public AttentionRows attentionRows(Tensor keyMask) {
        return new AttentionRows(padded, keyMask);
    }

    /** Like {@link #attentionRows}, but several short sequences share a row if that saves much. */
    public AttentionRows sharedRows(Tensor keyMask) {
        return SharedRows.of(lengths, device).orElseGet(() -> attentionRows(keyMask));
    }

    private int[] rowByRow() {
        int[] placeOfToken = new int[tokens()];
        int token = 0;
        for (int row = 0; row < lengths.length; row++) {
            for (int i = 0; i < lengths[row]; i++) {
                placeOfToken[token++] = row * longest + i;
            }
        }
        return placeOfToken;
    }
}
