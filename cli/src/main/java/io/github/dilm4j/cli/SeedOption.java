package io.github.dilm4j.cli;

import picocli.CommandLine.Option;

final class SeedOption {
    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "42",
            description = "Random seed; the same seed gives the same result (default: ${DEFAULT-VALUE}).")
    private long value;

    long value() {
        return value;
    }
}
