package io.github.dilm4j.run;

import java.nio.file.Path;

/** Where things lie in a run folder. */
public record RunFolder(Path root) {
    /** The resolved config. */
    public Path config() {
        return root.resolve("config.yaml");
    }

    public Path manifest() {
        return root.resolve("manifest.json");
    }

    public Path events() {
        return root.resolve("events.jsonl");
    }

    public Path results() {
        return root.resolve("results.json");
    }

    /** What the generated sets repeat of the training data. */
    public Path repetition() {
        return root.resolve("repetition.json");
    }

    public Path report() {
        return root.resolve("report.html");
    }

    /** The folder of the distilled sets. */
    public Path distilled() {
        return root.resolve("distilled");
    }

    /** A set of texts that {@code method} chose; {@code set} counts from 0. */
    public Path distilled(String method, int dpc, int set) {
        return distilled().resolve(method + "-dpc" + dpc + "-set" + set + ".jsonl");
    }
}
