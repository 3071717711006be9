package io.github.dilm4j.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The provenance of a run's results: everything that they depend on, by content. It holds only paths from the user's
 * config, and no name of a person or a machine.
 *
 * @param program name and version: {@code dilm4j 0.1.0}
 * @param engines version by library: {@code pytorch} → {@code 2.13.0-1.5.14}
 * @param configSha256 of the resolved config as written to the run folder
 * @param inputs the data files
 * @param models the models that were loaded, by content
 * @param served models behind endpoints that the run asks; none in manifests of versions that did not note them
 * @param stages in the order in which they began
 */
public record Manifest(
        String program,
        Platform platform,
        Map<String, String> engines,
        long rootSeed,
        String configSha256,
        List<Input> inputs,
        List<Model> models,
        List<Served> served,
        List<StageRecord> stages) {
    private static final String REMEDY = "put it back, or start the run over with --fresh";

    /**
     * @param javaVendor for example {@code Eclipse Adoptium}
     * @param os system, version and architecture: {@code Linux 6.1 amd64}
     * @param threads of the tensor engine
     */
    public record Platform(String javaVersion, String javaVendor, String os, String device, String dtype, int threads) {
        /** This Java and system, with the engine's device. */
        public static Platform current(String device, String dtype, int threads) {
            return new Platform(
                    System.getProperty("java.version"),
                    System.getProperty("java.vendor"),
                    System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                            + System.getProperty("os.arch"),
                    device,
                    dtype,
                    threads);
        }
    }

    /**
     * @param name its key in the config: {@code data.fit}
     * @param path as in the config
     */
    public record Input(String name, String path, long bytes, String sha256) {}

    /**
     * @param name its key in the config: {@code learner}
     * @param path folder or Hugging Face id as in the config
     * @param sha256 by file name within the folder
     */
    public record Model(String name, String path, Map<String, String> sha256) {
        public Model {
            sha256 = sorted(sha256);
        }
    }

    /**
     * A model behind an endpoint, whose content is not known.
     *
     * @param name its key in the config
     * @param url without a login or a query
     * @param model as the server calls it
     * @param api of the requests
     * @param prompt with the names of what is put in
     * @param settings of the requests, by name
     */
    public record Served(
            String name, String url, String model, String api, String prompt, Map<String, String> settings) {
        public Served {
            settings = sorted(settings);
        }
    }

    /** @param peakMemoryBytes of the whole process while the stage ran */
    public record StageRecord(String name, double seconds, long peakMemoryBytes, boolean finished) {}

    public Manifest {
        engines = sorted(engines);
        inputs = List.copyOf(inputs);
        models = List.copyOf(models);
        served = List.copyOf(served);
        stages = List.copyOf(stages);
    }

    /** This manifest with {@code stage}, which replaces one of the same name. */
    public Manifest with(StageRecord stage) {
        List<StageRecord> all = new ArrayList<>(stages);
        int place = all.stream().map(StageRecord::name).toList().indexOf(stage.name());
        if (place < 0) {
            all.add(stage);
        } else {
            all.set(place, stage);
        }
        return new Manifest(program, platform, engines, rootSeed, configSha256, inputs, models, served, all);
    }

    /** This manifest without these stages. */
    public Manifest without(Set<Stage> others) {
        Set<String> names = others.stream().map(Stage::label).collect(Collectors.toSet());
        List<StageRecord> rest =
                stages.stream().filter(stage -> !names.contains(stage.name())).toList();
        return new Manifest(program, platform, engines, rootSeed, configSha256, inputs, models, served, rest);
    }

    public void write(Path file) {
        AtomicFiles.writeString(file, Json.pretty(this));
    }

    /** @throws InputException if the file is missing or not a manifest */
    public static Manifest read(Path file) {
        ObjectNode tree = Json.read(file, ObjectNode.class, REMEDY);
        if (!tree.has("served")) {
            tree.putArray("served");
        }
        return Json.convert(file, tree, Manifest.class, REMEDY);
    }

    private static <V> Map<String, V> sorted(Map<String, V> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
