package io.github.dilm4j.export;

/** What an export publishes of the real example that is nearest to a distilled text. */
public enum Nearest {
    /** The example's text, and how much it overlaps. */
    TEXT,
    /** The overlap alone, without any word of the real data, for data that must not be passed on. */
    OVERLAP,
    /** Nothing; the real data are not read. */
    NONE
}
