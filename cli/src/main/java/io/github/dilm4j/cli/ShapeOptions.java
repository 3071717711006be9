package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ModelShape;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The size of a new model. */
final class ShapeOptions {
    @Option(names = "--layers", paramLabel = "N", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.")
    private int layers;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            defaultValue = "256",
            description = "Width; a multiple of --heads (default: ${DEFAULT-VALUE}).")
    private int hidden;

    @Option(
            names = "--heads",
            paramLabel = "N",
            defaultValue = "4",
            description = "Attention heads (default: ${DEFAULT-VALUE}).")
    private int heads;

    @Option(
            names = "--intermediate",
            paramLabel = "N",
            description = "Width of the feed-forward layers (default: four times --hidden).")
    private Optional<Integer> intermediate = Optional.empty();

    @Option(
            names = "--positions",
            paramLabel = "N",
            defaultValue = "128",
            description = "Longest text in tokens; longer ones are cut (default: ${DEFAULT-VALUE}).")
    private int positions;

    void check() {
        Arguments.positive("--layers", layers);
        Arguments.positive("--hidden", hidden);
        Arguments.positive("--heads", heads);
        intermediate.ifPresent(width -> Arguments.positive("--intermediate", width));
        if (hidden % heads != 0) {
            throw new InputException("--hidden: must be a multiple of --heads (" + heads + "), got " + hidden);
        }
        if (positions < 4) {
            throw new InputException("--positions: must be at least 4, got " + positions);
        }
    }

    int positions() {
        return positions;
    }

    ModelShape shape() {
        int width = intermediate.orElseGet(() -> ModelShape.usualIntermediate(hidden));
        return new ModelShape(hidden, layers, heads, width, positions);
    }
}
