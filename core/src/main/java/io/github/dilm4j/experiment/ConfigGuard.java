package io.github.dilm4j.experiment;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Keeps runs of different configs out of each other's folders. */
final class ConfigGuard {
    /** Settings that change no result, or only its last digits, or what happens where there was none. */
    private static final Set<String> FREE = Set.of("device", "threads", "checkpoints", "health");

    private final RunFolder folder;

    ConfigGuard(RunFolder folder) {
        this.folder = folder;
    }

    /**
     * Writes the config into a new run folder.
     *
     * @param redo whether settings of the selection and the evaluation may differ, which are then done anew
     * @throws InputException naming the keys that differ and the stages that they void, if the folder is of another run
     */
    void admit(ExperimentConfig config, boolean redo) {
        Path file = folder.config();
        if (Files.exists(file) && Files.exists(folder.manifest())) { // without, nothing was made of it yet
            Map<String, String> before = ExperimentConfig.flattened(completed(read(file), config.folder()));
            Map<String, String> now = ExperimentConfig.flattened(config.toYaml());
            Map<String, String> changes = new TreeMap<>();
            now.forEach((key, value) -> {
                if (!FREE.contains(section(key)) && !value.equals(before.get(key))) {
                    changes.put(key, before.getOrDefault(key, "nothing") + " became " + value);
                }
            });
            before.forEach((key, value) -> {
                if (!FREE.contains(section(key)) && !now.containsKey(key)) {
                    changes.put(key, value + " was taken out");
                }
            });
            if (!changes.isEmpty()) {
                Redo again = new Redo(folder, changes.keySet());
                if (!redo || !again.isPossible()) {
                    throw InputException.at(folder.root(), refusal(changes, again.isPossible()));
                }
                again.setAside();
            }
        }
        AtomicFiles.writeString(file, config.toYaml());
    }

    /** A version that did not know a setting did what is its default now. */
    private static String completed(String yaml, Path folder) {
        try {
            return ExperimentConfig.parse(yaml, folder, "config.yaml", List.of())
                    .toYaml();
        } catch (InputException e) {
            return yaml; // settings that this version does not know: the comparison tells them
        }
    }

    private static String refusal(Map<String, String> changes, boolean redoPossible) {
        StringBuilder keys = new StringBuilder();
        changes.forEach((key, change) ->
                keys.append(keys.isEmpty() ? "" : "; ").append(key).append(": ").append(change));
        return "holds a run of another config (" + keys + "), which voids the stages from '" + firstVoided(changes)
                + "' on; choose another folder with --out, "
                + (redoPossible ? "do these stages anew with --redo, " : "")
                + "or start over with --fresh";
    }

    private static String firstVoided(Map<String, String> changes) {
        List<String> order = List.of(
                Experiment.MODELS,
                Experiment.LANGUAGE_MODEL,
                Experiment.REPSETS,
                Experiment.MATCHING,
                Experiment.SELECTION,
                Experiment.EVALUATION);
        return changes.keySet().stream()
                .map(ConfigGuard::firstReader)
                .min(Comparator.comparingInt(order::indexOf))
                .orElse(Experiment.MODELS);
    }

    /** The first stage that reads a setting. */
    private static String firstReader(String key) {
        return switch (section(key)) {
            case "languageModel", "languageModelValidation" -> Experiment.LANGUAGE_MODEL;
            case "repsets", "encoder" -> Experiment.REPSETS;
            case "trajectories", "matching", "sampling" -> Experiment.MATCHING;
            case "distil" -> Experiment.SELECTION;
            case "evaluation" -> key.startsWith("evaluation.methods") ? Experiment.SELECTION : Experiment.EVALUATION;
            default -> Experiment.MODELS;
        };
    }

    private static String section(String key) {
        int dot = key.indexOf('.');
        return dot < 0 ? key : key.substring(0, dot);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
    }
}
