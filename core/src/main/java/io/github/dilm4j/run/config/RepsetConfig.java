package io.github.dilm4j.run.config;

/**
 * The real batches that are matched: per label {@code count} of {@code size} examples.
 *
 * @param selector {@code k-centers} for the paper's repsets, {@code random} for plain real batches
 */
public record RepsetConfig(int count, int size, Method selector) {
    void check(Problems problems) {
        problems.positive("repsets.count", count);
        problems.positive("repsets.size", size);
        problems.selectsFromText("repsets.selector", selector);
    }
}
