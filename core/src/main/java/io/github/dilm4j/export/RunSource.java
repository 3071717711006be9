package io.github.dilm4j.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Sources;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StageSeal;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A finished run.
 *
 * @param folder the run's
 */
record RunSource(RunFolder folder, ExperimentConfig config, Manifest manifest, Results results, WrittenBy writtenBy) {
    private static final String TRAIN = "data.train";
    private static final String REQUESTED_DATA = "/asked/the data";
    private static final String HUB_MODEL = "models/";

    /** @throws InputException if the folder holds no finished run with a generator and its sets */
    static RunSource open(Path root) {
        RunFolder folder = new RunFolder(root);
        if (!Files.isDirectory(root)) {
            throw InputException.at(root, "there is no such run folder; give the folder that './dilm run' wrote");
        }
        for (Path file : List.of(folder.config(), folder.manifest(), folder.results())) {
            if (!Files.isRegularFile(file)) {
                throw InputException.at(
                        root,
                        "is not a finished run: it has no " + file.getFileName()
                                + "; give the same './dilm run' command again to finish it");
            }
        }
        ExperimentConfig config = ExperimentConfig.load(folder.config(), List.of());
        if (!config.evaluation().methods().contains(Method.DILM)) {
            throw InputException.at(
                    root,
                    "compares "
                            + config.evaluation().methods().stream()
                                    .map(Method::label)
                                    .toList() + "; give a run with 'dilm' among its evaluation.methods");
        }
        RunSource source = new RunSource(
                folder,
                config,
                Manifest.read(folder.manifest()),
                Results.read(folder.results()),
                WrittenBy.of(folder, config.distil()));
        for (int dpc : source.dpcs()) {
            for (int set = 0; set < source.sets(); set++) {
                Path file = source.distilled(dpc, set);
                if (!Files.isRegularFile(file)) {
                    throw InputException.at(
                            file,
                            "there is no such file; give a run with 'dilm' among its evaluation.methods, and finish"
                                    + " it");
                }
            }
        }
        for (Stage stage : List.of(Stage.MATCHING, Stage.SELECTION, Stage.CHOICE, Stage.EVALUATION)) {
            new StageSeal(folder, stage).damaged().stream().findFirst().ifPresent(file -> {
                throw InputException.at(
                        file, "differs from its checksum; repeat the './dilm run' command to recreate it");
            });
        }
        return source;
    }

    Task task() {
        return results.task();
    }

    List<Integer> dpcs() {
        return config.distil().dpc().stream().sorted().toList();
    }

    int sets() {
        return config.distil().sets();
    }

    Path distilled(int dpc, int set) {
        return folder.distilled(Results.DILM, dpc, set);
    }

    Path generator() {
        return folder.generator();
    }

    /** The hub's id of the model that the generator began as; empty if it is not from the hub. */
    Optional<String> baseModel() {
        return config.generator()
                .model()
                .filter(name -> Sources.of(folder).hubCommits().containsKey(HUB_MODEL + name))
                .map(name -> name.replaceFirst("@.*", ""));
    }

    /** The names of the data that the run distilled: what {@code ./dilm distill} was given, or the files of the config. */
    List<String> dataNames() {
        return Files.exists(folder.request())
                ? List.of(Json.read(folder.request(), JsonNode.class)
                        .at(REQUESTED_DATA)
                        .asText())
                : trainingInputs().stream().map(Manifest.Input::path).toList();
    }

    /** The files that the run took its training data from, by the names in its config. */
    List<Manifest.Input> trainingInputs() {
        return manifest.inputs().stream()
                .filter(input -> input.name().equals(TRAIN))
                .toList();
    }

    /**
     * The training files, each searched beside the run's config and in the working directory, and identified by its
     * content.
     *
     * @throws InputException if one is in neither place, or has changed
     */
    List<Path> trainingFiles() {
        List<Path> files = new ArrayList<>();
        for (Manifest.Input input : trainingInputs()) {
            files.add(Stream.of(config.resolve(input.path()), Path.of(input.path()))
                    .filter(Files::isRegularFile)
                    .filter(file -> Sha256.of(file).equals(input.sha256()))
                    .findFirst()
                    .orElseThrow(() -> InputException.at(
                            input.path(),
                            "the training file of the run, SHA-256 "
                                    + input.sha256().substring(0, 12)
                                    + "…, is neither in the run folder nor here; name it with --train, or leave nearest"
                                    + " texts out with --nearest none")));
        }
        return files;
    }
}
