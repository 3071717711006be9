package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Splits;
import io.github.dilm4j.experiment.RunData;
import io.github.dilm4j.experiment.Transfers;
import io.github.dilm4j.export.DataSetContent;
import io.github.dilm4j.export.Nearest;
import io.github.dilm4j.export.Publication;
import io.github.dilm4j.export.RunExport;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.Generators;
import io.github.dilm4j.generator.LikelihoodScorer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is published of a run. */
final class ExportOptions {
    private static final List<String> SPLITS = List.of("train", "select", "report");

    @Option(
            names = "--nearest",
            paramLabel = "WHAT",
            description = "What to publish of the nearest real text: text, overlap (no real words) or none (default:"
                    + " text for export, overlap for push).")
    private Optional<String> nearest = Optional.empty();

    @Option(
            names = "--train",
            arity = "1..*",
            paramLabel = "FILE",
            description = "The run's training files, in which the nearest texts are searched (default: as its config"
                    + " names them, looked for in the run folder and the working directory).")
    private List<Path> train = List.of();

    @Option(
            names = "--real",
            split = ",",
            paramLabel = "SPLIT",
            description = "Also publish these real examples of the run as config 'real': train, select, report. Name"
                    + " only what you may pass on (default: none).")
    private List<String> real = List.of();

    @Option(
            names = "--log-probability",
            description = "Also write each text's log-probability per token, which takes a pass of the generator.")
    private boolean logProbability;

    @Option(
            names = "--language",
            split = ",",
            paramLabel = "CODE",
            description = "Languages of the texts for the cards, such as en.")
    private List<String> languages = List.of();

    @Option(
            names = "--license",
            paramLabel = "ID",
            description = "Licence for the cards, by the hub's name, such as cc-by-4.0.")
    private Optional<String> licence = Optional.empty();

    @Mixin
    private EngineOptions engine;

    /** The files that the options name. */
    List<Outputs.Input> inputs() {
        return Outputs.Input.of("--train", train);
    }

    /** @param address where Python opens what is published; empty for a local folder */
    Publication publication(Optional<String> address) {
        Publication local = Publication.local(languages, licence);
        return address.map(place -> new Publication(place, languages, licence)).orElse(local);
    }

    /** The content of {@code --nearest}. */
    Nearest nearest(Nearest usual) {
        return nearest.map(given -> switch (given) {
                    case "text" -> Nearest.TEXT;
                    case "overlap" -> Nearest.OVERLAP;
                    case "none" -> Nearest.NONE;
                    default ->
                        throw new InputException("--nearest: '" + given + "' is not one of [text, overlap, none]");
                })
                .orElse(usual);
    }

    /** @throws InputException if an option has a value that it cannot have */
    void check() {
        nearest(Nearest.NONE);
        publication(Optional.empty());
        real.stream().filter(split -> !SPLITS.contains(split)).findFirst().ifPresent(split -> {
            throw new InputException("--real: '" + split + "' is not one of " + SPLITS);
        });
    }

    /**
     * Writes with the content that the options ask for.
     *
     * @param usual the content of {@code --nearest} where it is not given
     * @param writing returns the number of rows
     */
    int write(Console console, Path run, RunExport export, Nearest usual, ToIntFunction<DataSetContent> writing) {
        Nearest told = nearest(usual);
        List<Path> files = told == Nearest.NONE ? List.of() : trainingFiles(export);
        Map<String, List<Example>> examples = real.isEmpty() ? Map.of() : realExamples(console, run);
        if (!logProbability) {
            return writing.applyAsInt(new DataSetContent(told, files, Optional.empty(), examples));
        }
        try (Generator generator =
                Generators.open(export.generator(), export.task(), export.maxTokens(), engine.start(), console::warn)) {
            return writing.applyAsInt(
                    new DataSetContent(told, files, Optional.of(new LikelihoodScorer(generator)), examples));
        }
    }

    private List<Path> trainingFiles(RunExport export) {
        return train.isEmpty() ? export.trainingFiles() : List.copyOf(train);
    }

    private Map<String, List<Example>> realExamples(Console console, Path run) {
        Splits splits;
        try (Progress progress = Progress.on(console)) {
            splits = RunData.of(run, Transfers.fetching(progress));
        }
        Map<String, List<Example>> byName =
                Map.of("train", splits.fit(), "select", splits.select(), "report", splits.report());
        Map<String, List<Example>> chosen = new LinkedHashMap<>();
        for (String split : SPLITS) {
            if (real.contains(split)) {
                if (byName.get(split).isEmpty()) {
                    throw InputException.at(run, "has no " + split + " split; leave it out of --real");
                }
                chosen.put(split, byName.get(split));
            }
        }
        return chosen;
    }
}
