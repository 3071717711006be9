package io.github.dilm4j.experiment;

import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Precision;
import io.github.dilm4j.base.ProgramVersion;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.base.WeightType;
import io.github.dilm4j.experiment.stage.Data;
import io.github.dilm4j.experiment.stage.ServedPlan;
import io.github.dilm4j.hub.ModelLocations;
import io.github.dilm4j.learner.SentenceModules;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.config.CreateConfig;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.InContextConfig;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Engine;
import java.io.File;
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

/** The inputs of a run, by content. */
final class Provenance {
    /** Configs, weights and tokenizers. */
    private static final List<String> MODEL_FILES = List.of(".json", ".bin", ".safetensors", ".txt", ".model");

    private Provenance() {}

    /**
     * The manifest at the start of a run; stages that an earlier process recorded are kept.
     *
     * @throws InputException if the data or models differ from those that the folder's run read
     */
    static Manifest of(ExperimentConfig config, Data data, RunFolder folder, Device device, ModelLocations locations) {
        List<Manifest.Input> inputs = inputs(data);
        config.learner().create().ifPresent(create -> inputs.addAll(texts("learner", create, config)));
        config.generator().create().ifPresent(create -> inputs.addAll(texts("generator", create, config)));
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
                "dilm4j " + ProgramVersion.get(),
                Manifest.Platform.current(device.name().toLowerCase(Locale.ROOT), precision(config), Engine.threads()),
                Engine.versions(),
                config.seed(),
                Sha256.of(config.toYaml()),
                inputs,
                models,
                ServedPlan.of(config, data).stream().map(Provenance::served).toList(),
                begun.map(Manifest::stages).orElse(List.of()));
    }

    /** The data files. */
    static List<Manifest.Input> inputs(Data data) {
        List<Manifest.Input> inputs = new ArrayList<>();
        data.train().forEach(file -> inputs.add(input("data.train", file.name(), file.file())));
        data.select().forEach(file -> inputs.add(input("data.select", file.name(), file.file())));
        data.report().forEach(file -> inputs.add(input("data.report", file.name(), file.file())));
        return inputs;
    }

    /** Refuses changed inputs: finished stages would not fit what the next ones read. */
    private static void refuseChanges(
            RunFolder folder, Manifest before, List<Manifest.Input> inputs, List<Manifest.Model> models) {
        List<String> changed = new ArrayList<>();
        inputs.stream()
                .filter(input -> !before.inputs().contains(input))
                .forEach(input -> changed.add(input.name() + " " + input.path()));
        models.stream()
                .filter(model -> before.models().stream().anyMatch(known -> isOther(known, model)))
                .forEach(model -> changed.add(model.name() + " " + model.path()));
        before.inputs().stream()
                .filter(input -> inputs.stream()
                        .noneMatch(now ->
                                now.name().equals(input.name()) && now.path().equals(input.path())))
                .forEach(input -> changed.add(input.name() + " " + input.path() + ", which is missing"));
        if (changed.isEmpty() && !before.inputs().equals(inputs)) {
            changed.add("the data files in another order");
        }
        if (!changed.isEmpty()) {
            throw InputException.at(
                    folder.root(),
                    "holds a run that read other contents (" + String.join("; ", changed)
                            + "); put them back, choose another folder with --out, or start over with --fresh");
        }
    }

    /** Whether it has the name and path of a known model, but other files. */
    private static boolean isOther(Manifest.Model known, Manifest.Model model) {
        return known.name().equals(model.name()) && known.path().equals(model.path()) && !known.equals(model);
    }

    /** In words; {@code float32} if everything is computed in it. */
    private static String precision(ExperimentConfig config) {
        List<String> narrow = new ArrayList<>();
        if (config.learner().dtype() == Precision.BFLOAT16) {
            narrow.add("learner in bfloat16");
        }
        if (config.generator().dtype() == Precision.BFLOAT16) {
            narrow.add("generator in bfloat16");
        }
        InContextConfig judges = config.evaluation().inContext();
        if (!judges.models().isEmpty() && judges.weights() != WeightType.FLOAT32) {
            narrow.add("in-context models with weights " + judges.weights().words());
        }
        return narrow.isEmpty() ? "float32" : "float32, " + String.join(", ", narrow);
    }

    private static List<Manifest.Input> texts(String owner, CreateConfig create, ExperimentConfig config) {
        return create.pretrainingText().stream()
                .map(path -> input(owner + ".create.pretrainingText", path, config.resolve(path)))
                .toList();
    }

    private static Manifest.Served served(ServedPlan plan) {
        return new Manifest.Served(
                plan.key(),
                plan.model().url(),
                plan.model().model(),
                plan.model().api().name().toLowerCase(Locale.ROOT),
                plan.prompt(),
                plan.settings());
    }

    /** @param path as it was given */
    private static Manifest.Input input(String name, String path, Path file) {
        String sum = Sha256.of(file); // throws if there is none
        try {
            return new Manifest.Input(name, path, Files.size(file), sum);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
    }

    private static Manifest.Model model(String name, String path, ExperimentConfig config, ModelLocations locations) {
        Path folder = locations.folder(path, config.resolve(path));
        ModelFolder.open(SentenceModules.folders(folder).get(0)); // throws if there is none
        return new Manifest.Model(name, path, checksums(folder));
    }

    /** Hashes the files that determine how a folder's model reads, computes and embeds. */
    static Map<String, String> checksums(Path folder) {
        Map<String, String> sums = new TreeMap<>();
        for (Path part : SentenceModules.folders(folder)) {
            for (Path file : Folders.files(part)) {
                String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
                if (MODEL_FILES.stream().anyMatch(name::endsWith)) {
                    sums.put(name, Sha256.of(file));
                }
            }
        }
        return sums;
    }
}
