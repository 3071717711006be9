package io.github.dilm4j.generator;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the model reads before a text: the prefix of its label and, for guidance, those of the other labels, each in a
 * row of the cache. They end at the same step, so that the rows of a text go on together; a shorter one begins later.
 */
final class DecodingPrefixes {
    private final int[][] prefixes; // [contexts][tokens], that of the text's label first
    private final int steps; // tokens of the longest

    private DecodingPrefixes(int[][] prefixes) {
        this.prefixes = prefixes;
        this.steps =
                Arrays.stream(prefixes).mapToInt(prefix -> prefix.length).max().orElseThrow();
    }

    static DecodingPrefixes of(LabelledTextFormat format, int label, boolean guided) {
        IntStream others = IntStream.range(0, guided ? format.labels() : 0).filter(other -> other != label);
        return new DecodingPrefixes(Stream.concat(Stream.of(format.prefix(label)), others.mapToObj(format::prefix))
                .toArray(int[][]::new));
    }

    /** Rows of the cache that a text takes. */
    int contexts() {
        return prefixes.length;
    }

    /** Tokens before the text's own. */
    int steps() {
        return steps;
    }

    /**
     * Whether a context's row forgets everything that it read before this step: an earlier text, or the tokens before
     * its prefix.
     */
    boolean restarts(int context, int step) {
        return step == 0 || step == steps - prefixes[context].length;
    }

    /** The token that a context reads at a step; before its prefix begins, an arbitrary one. */
    int token(int context, int step) {
        return prefixes[context][Math.max(0, step - (steps - prefixes[context].length))];
    }
}
