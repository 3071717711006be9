package io.github.dilm4j.experiment;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.hub.ModelLocations;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.config.Dtype;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.InContextConfig;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a run is made from, by content. */
final class Provenance {
    private static final String PROGRAM = "dilm4j 0.1.0";

    private Provenance() {}

    /**
     * The manifest at the start of a run; stages that an earlier process recorded are kept.
     *
     * @throws InputException if the folder's run read other data or models than lie there now
     */
    static Manifest of(ExperimentConfig config, Data data, RunFolder folder, Device device, ModelLocations locations) {
        List<Manifest.Input> inputs = new ArrayList<>();
        data.train().forEach(file -> inputs.add(input("data.train", file)));
        data.report().forEach(file -> inputs.add(input("data.report", file)));
        List<Manifest.Model> models = new ArrayList<>();
        config.learner().model().ifPresent(path -> models.add(model("learner", path, config, locations)));
        config.encoder().ifPresent(encoder -> models.add(model("encoder", encoder.model(), config, locations)));
        config.generator().model().ifPresent(path -> models.add(model("generator", path, config, locations)));
        config.evaluation()
                .otherLearners()
                .forEach(other ->
                        models.add(model("evaluation learner " + other.name(), other.model(), config, locations)));
        config.evaluation()
                .inContext()
                .models()
                .forEach(path -> models.add(model("evaluation in context", path, config, locations)));
        Optional<Manifest> begun =
                Files.exists(folder.manifest()) ? Optional.of(Manifest.read(folder.manifest())) : Optional.empty();
        begun.ifPresent(before -> refuseChanges(folder, before, inputs, models));
        return new Manifest(
                PROGRAM,
                Manifest.Platform.current(device.name().toLowerCase(Locale.ROOT), precision(config), Engine.threads()),
                Engine.versions(),
                config.seed(),
                Sha256.of(folder.config()),
                inputs,
                models,
                begun.map(Manifest::stages).orElse(List.of()));
    }

    /** Stages that are finished would not fit what the next ones read. */
    private static void refuseChanges(
            RunFolder folder, Manifest before, List<Manifest.Input> inputs, List<Manifest.Model> models) {
        List<String> changed = new ArrayList<>();
        inputs.stream()
                .filter(input -> !before.inputs().contains(input))
                .forEach(input -> changed.add(input.name() + " " + input.path()));
        models.stream()
                .filter(model -> !before.models().contains(model))
                .forEach(model -> changed.add(model.name() + " " + model.path()));
        if (!changed.isEmpty()) {
            throw InputException.at(
                    folder.root(),
                    "holds a run that read other contents (" + String.join("; ", changed)
                            + "); put them back, choose another folder with --out, or start over with --fresh");
        }
    }

    /** In words; {@code float32} if everything is computed in it. */
    private static String precision(ExperimentConfig config) {
        List<String> narrow = new ArrayList<>();
        if (config.learner().dtype() == Dtype.BFLOAT16) {
            narrow.add("learner in bfloat16");
        }
        if (config.generator().dtype() == Dtype.BFLOAT16) {
            narrow.add("generator in bfloat16");
        }
        InContextConfig judges = config.evaluation().inContext();
        if (!judges.models().isEmpty() && judges.weights() != InContextConfig.Weights.FLOAT32) {
            narrow.add("in-context models with weights " + judges.weights().words());
        }
        return narrow.isEmpty() ? "float32" : "float32, " + String.join(", ", narrow);
    }

    private static Manifest.Input input(String name, DataFiles from) {
        Path file = from.file();
        try {
            return new Manifest.Input(name, from.name(), Files.size(file), Sha256.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static Manifest.Model model(String name, String path, ExperimentConfig config, ModelLocations locations) {
        Map<String, String> sums = new TreeMap<>();
        for (Path file : Folders.files(
                ModelFolder.open(locations.folder(path, config.resolve(path))).path())) {
            String fileName = file.getFileName().toString();
            if (fileName.endsWith(".json")
                    || fileName.endsWith(".bin")
                    || fileName.endsWith(".safetensors")
                    || fileName.endsWith(".txt")) {
                sums.put(fileName, Sha256.of(file));
            }
        }
        return new Manifest.Model(name, path, sums);
    }
}
