package io.github.dilm4j.model;

/**
 * The size of a new model.
 *
 * @param hidden width of the hidden states, a multiple of {@code heads}
 * @param intermediate width of the feed-forward layers
 * @param positions most tokens of a text
 */
public record ModelShape(int hidden, int layers, int heads, int intermediate, int positions) {
    /** The usual width of the feed-forward layers. */
    public static int usualIntermediate(int hidden) {
        return 4 * hidden;
    }
}
