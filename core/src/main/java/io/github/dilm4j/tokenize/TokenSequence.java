package io.github.dilm4j.tokenize;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The input of a model for one example, without padding.
 *
 * @param ids [length], token ids
 * @param typeIds [length], the index of the token's text (0 or 1; some models use 2 for their classification token)
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays are passed to native code
public record TokenSequence(int[] ids, int[] typeIds) implements Serializable {
    public TokenSequence {
        if (ids.length != typeIds.length) {
            throw new IllegalArgumentException(ids.length + " ids but " + typeIds.length + " type ids");
        }
    }

    /** A sequence whose type ids are all 0. */
    public static TokenSequence of(int[] ids) {
        return new TokenSequence(ids, new int[ids.length]);
    }

    public int length() {
        return ids.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenSequence sequence
                && Arrays.equals(ids, sequence.ids)
                && Arrays.equals(typeIds, sequence.typeIds);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + Arrays.hashCode(typeIds);
    }

    @Override
    public String toString() {
        return "TokenSequence[ids=" + Arrays.toString(ids) + ", typeIds=" + Arrays.toString(typeIds) + "]";
    }
}
