package io.github.dilm4j.generator;

import io.github.dilm4j.data.Example;
import java.io.Serializable;

/**
 * A text that the generator wrote.
 *
 * @param logProbability of its tokens under the distribution before top-p and top-k, nats
 * @param tokens drawn, the end token included
 */
public record GeneratedText(Example example, Outcome outcome, double logProbability, int tokens)
        implements Serializable {
    /** Whether a text is usable, and if not, why. */
    public enum Outcome {
        COMPLETE,
        /** A part has no visible character. */
        EMPTY,
        /** It reached the maximum length before its end token. */
        CUT_OFF,
        /** A pair without exactly one separator. */
        NO_SEPARATOR,
        /** A pair of two equal texts. */
        IDENTICAL_PAIR
    }
}
