package io.github.dilm4j.distill;

/**
 * What became of generated texts: {@code written = kept + empty + cutOff + identicalPairs + duplicates}.
 *
 * @param cutOff texts without an end, or pairs without a separator
 */
public record TextCounts(int written, int kept, int empty, int cutOff, int identicalPairs, int duplicates) {}
