package io.github.dilm4j.tokenize;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What a model reads for one example; never padded.
 *
 * @param ids [length], token ids
 * @param typeIds [length], which text a token belongs to (0 or 1; some models use 2 for their classification token)
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays go to native code as they are
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
