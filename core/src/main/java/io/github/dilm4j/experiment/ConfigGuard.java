package io.github.dilm4j.experiment;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Keeps runs of different configs out of each other's folders. */
final class ConfigGuard {
    /** Settings that do not change a finished result, or only its last digits. */
    private static final Set<String> FREE = Set.of("device", "threads", "checkpoints", "health");

    private final RunFolder folder;

    ConfigGuard(RunFolder folder) {
        this.folder = folder;
    }

    /**
     * Compares; changes nothing.
     *
     * @param redo whether settings of the selection and the evaluation may differ, which are then redone
     * @return what must be set aside for the config, if it differs
     * @throws InputException naming the keys that differ and the stages that they void, if the folder belongs to
     *     another run
     */
    Optional<Redo> admit(ExperimentConfig config, boolean redo) {
        Path file = folder.config();
        if (!Files.exists(file) || !Files.exists(folder.manifest())) {
            return Optional.empty(); // the run has made nothing yet
        }
        String yaml = read(file);
        Optional<ExperimentConfig> before = known(yaml, config.folder());
        Map<String, String> changes = changes(
                flattened(before.map(ExperimentConfig::toYaml).orElse(yaml)),
                ExperimentConfig.flattened(config.toYaml()));
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        boolean possible = before.isPresent() && Redo.isPossible(changes.keySet());
        if (!redo || !possible) {
            throw InputException.at(folder.root(), refusal(changes, before, config, possible));
        }
        return Optional.of(new Redo(folder, changes.keySet(), before.get(), config));
    }

    /** Writes the config into the folder, which then accepts no other. */
    void write(ExperimentConfig config) {
        AtomicFiles.writeString(folder.config(), config.toYaml());
    }

    /** The changes, by setting. */
    private static Map<String, String> changes(Map<String, String> before, Map<String, String> now) {
        Map<String, String> changes = new TreeMap<>();
        now.forEach((key, value) -> {
            if (!FREE.contains(section(key)) && !value.equals(before.get(key))) {
                changes.put(key, before.getOrDefault(key, "nothing") + " became " + value);
            }
        });
        before.forEach((key, value) -> {
            if (!FREE.contains(section(key)) && !now.containsKey(key)) {
                changes.put(key, value + " was removed");
            }
        });
        return changes;
    }

    /**
     * The config with the defaults of settings that an older version did not know; empty if it holds settings that this
     * version does not know.
     */
    private static Optional<ExperimentConfig> known(String yaml, Path folder) {
        try {
            return Optional.of(ExperimentConfig.parse(yaml, folder, "config.yaml", List.of()));
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    private static String refusal(
            Map<String, String> changes,
            Optional<ExperimentConfig> before,
            ExperimentConfig now,
            boolean redoPossible) {
        StringBuilder keys = new StringBuilder();
        changes.forEach((key, change) ->
                keys.append(keys.isEmpty() ? "" : "; ").append(key).append(": ").append(change));
        return "holds a run of another config (" + keys + "), which voids the stages from '"
                + Redo.firstVoided(changes.keySet(), before, now).label()
                + "' on; choose another folder with --out, "
                + (redoPossible ? "redo these stages with --redo, " : "")
                + "or start over with --fresh";
    }

    /** @throws InputException if the run's own config is damaged */
    private Map<String, String> flattened(String yaml) {
        try {
            return ExperimentConfig.flattened(yaml);
        } catch (InputException e) {
            throw new InputException(
                    folder.config() + ": is not the config that the run began with; put it back, or start over with"
                            + " --fresh",
                    e);
        }
    }

    private static String section(String key) {
        int dot = key.indexOf('.');
        return dot < 0 ? key : key.substring(0, dot);
    }

    private static String read(Path file) {
        try {
            return new String(
                    Files.readAllBytes(file), StandardCharsets.UTF_8); // damaged bytes are a config that differs
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
    }
}
