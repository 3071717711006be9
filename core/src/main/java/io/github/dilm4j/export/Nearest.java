package io.github.dilm4j.export;

/** What an export tells of the real example that a distilled text is nearest to. */
public enum Nearest {
    /** The example's text, and how much it overlaps. */
    TEXT,
    /** How much it overlaps, and no word of the real data: for data that must not be passed on. */
    OVERLAP,
    /** Nothing; the real data are not read. */
    NONE
}
