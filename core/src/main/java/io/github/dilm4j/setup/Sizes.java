package io.github.dilm4j.setup;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.tensor.Device;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The inputs that determine the sizes of a run.
 *
 * @param rows that models and sets are made from
 * @param labels number of labels
 * @param longTokens approximate number of tokens of all but the longest texts
 * @param bytes of all texts
 * @param pace 1 for a small machine, 2 for one with eight cores or more, 3 for one with a GPU
 */
record Sizes(int rows, int labels, int longTokens, long bytes, int pace) {
    private static final double MOST_TEXTS = 0.98;
    private static final int BYTES_PER_TOKEN = 3; // of small vocabularies; more in English with a large one
    private static final int MANY_CORES = 8;
    private static final int BATCH = 64;

    static Sizes of(List<Example> fit, int labels) {
        int[] bytes = fit.stream().mapToInt(Sizes::bytes).sorted().toArray();
        int most = bytes[(int) Math.ceil(MOST_TEXTS * bytes.length) - 1];
        int mostRows = 20_000 * ofMachine();
        return new Sizes(
                Math.min(fit.size(), mostRows),
                labels,
                most / BYTES_PER_TOKEN + 4,
                fit.stream().mapToLong(Sizes::bytes).sum(),
                ofMachine());
    }

    private static int bytes(Example example) {
        return example.texts().stream()
                .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    private static int ofMachine() {
        if (Device.named("auto") != Device.CPU) {
            return 3;
        }
        return Runtime.getRuntime().availableProcessors() >= MANY_CORES ? 2 : 1;
    }

    int learnerTokens() {
        return within(16, (longTokens + 7L) / 8 * 8, pace == 1 ? 128 : 256);
    }

    int generatorTokens() {
        return within(24, (longTokens + 7L) / 8 * 8, pace == 1 ? 128 : 256);
    }

    /** The vocabulary size of tokenizers that are trained on the texts. */
    int vocabulary() {
        return within(500, bytes / 100, 8000);
    }

    /** The number of steps for {@code epochs} passes over the rows, within bounds that depend on the machine. */
    int steps(int epochs, int batch, int fewest, int most) {
        return within(fewest, (long) epochs * rows / batch, most * pace);
    }

    int batch() {
        return BATCH;
    }

    private static int within(int least, long value, int most) {
        return (int) Math.max(least, Math.min(value, most));
    }
}
