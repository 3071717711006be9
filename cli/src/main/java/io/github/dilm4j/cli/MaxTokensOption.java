package io.github.dilm4j.cli;

import picocli.CommandLine.Option;

/** The length to which texts are cut for a model that reads them. */
final class MaxTokensOption {
    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = "Longer texts are cut for the model (default: ${DEFAULT-VALUE}).")
    private int value;

    void check() {
        Arguments.positive("--max-tokens", value);
    }

    int value() {
        return value;
    }
}
