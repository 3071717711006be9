package io.github.dilm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.JavaMemory;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tensor.SafetensorsWriter;
import io.github.dilm4j.tensor.TorchFile;
import io.github.dilm4j.tensor.WeightFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Weights between Hugging Face folders and {@link Parameters}: {@code model.safetensors}, or the shards that
 * {@code model.safetensors.index.json} lists; where there are none, {@code pytorch_model.bin} or its shards.
 */
public final class Checkpoints {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX_ENDING = ".index.json";
    private static final int NAMES_SHOWN = 4;
    private static final double MOST_NEW_SHARE = 3; // a model may begin some of its weights anew
    private static final double MOST_NEW = 50e6;

    private Checkpoints() {}

    /**
     * Reads all parameters from a folder. float16 and bfloat16 weights become float32.
     *
     * @return the parameters that the file lacks and that {@code names} lets it lack; they keep their values
     * @throws InputException in one sentence that names all weights that are missing, unknown or of another shape
     */
    public static Set<String> load(Path folder, Parameters parameters, WeightNames names) {
        List<WeightFile> files = new ArrayList<>();
        try {
            Path listing = open(folder, files);
            return load(listing, files, parameters, names);
        } finally {
            files.forEach(WeightFile::close);
        }
    }

    /**
     * For use before a model takes memory: refuses one that is so much larger than the folder's weights that it cannot be
     * theirs.
     */
    public static Consumer<ParameterLayout> plausibleFor(Path folder) {
        return layout -> {
            List<WeightFile> files = new ArrayList<>();
            try {
                Path listing = open(folder, files);
                long held = files.stream().mapToLong(WeightFile::elements).sum();
                if (layout.elements() > MOST_NEW_SHARE * held + MOST_NEW) {
                    throw InputException.at(
                            listing,
                            String.format(
                                    Locale.ROOT,
                                    "holds %,d numbers, but the model of the config.json has %,.0f; use the config.json and"
                                            + " the weights of one and the same model",
                                    held,
                                    layout.elements()));
                }
            } finally {
                files.forEach(WeightFile::close);
            }
        };
    }

    /**
     * Writes {@code config.json} and {@code model.safetensors}, which Python transformers opens. The weights come last: where
     * they lie, all of it does.
     */
    public static void save(Path folder, Parameters parameters, JsonNode config) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        parameters.all().forEach(parameter -> weights.put(parameter.name(), parameter.tensor()));
        AtomicFiles.writeString(folder.resolve("config.json"), Json.pretty(config));
        SafetensorsWriter.write(folder.resolve(SINGLE), weights, Map.of("format", "pt"));
    }

    private static Set<String> load(Path listing, List<WeightFile> files, Parameters parameters, WeightNames names) {
        Map<String, Source> sources = new LinkedHashMap<>();
        Set<String> misfits = new LinkedHashSet<>(); // parameters with a weight of another shape
        List<String> misshapen = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (WeightFile file : files) {
            for (String name : file.names()) {
                Optional<String> target = names.parameterFor(name, parameters);
                if (target.isEmpty()) {
                    if (!names.ignores(name)) {
                        unknown.add(name);
                    }
                    continue;
                }
                Parameter parameter = parameters.get(target.get());
                List<Long> shape = file.shape(name);
                if (!fits(shape, parameter, names)) {
                    misfits.add(parameter.name());
                    if (!names.mayLack(parameter.name())) {
                        misshapen.add(name + " (" + shape + " instead of " + storedShape(parameter, names) + ")");
                    }
                } else if (sources.put(parameter.name(), new Source(file, name)) != null) {
                    throw InputException.at(listing, "holds the weight '" + parameter.name() + "' twice");
                }
            }
        }
        Set<String> absent = new LinkedHashSet<>();
        List<String> missing = new ArrayList<>();
        for (Parameter parameter : parameters.all()) {
            String name = parameter.name();
            if (sources.containsKey(name)) {
                continue;
            }
            if (names.mayLack(name)) {
                absent.add(name);
            } else if (!misfits.contains(name)) {
                missing.add(name);
            }
        }
        refuse(listing, missing, unknown, misshapen);
        sources.forEach((name, source) -> source.copyTo(parameters.get(name)));
        return absent;
    }

    private static void refuse(Path listing, List<String> missing, List<String> unknown, List<String> misshapen) {
        List<String> problems = new ArrayList<>();
        describe("lacks", missing, problems);
        describe("has the unknown", unknown, problems);
        describe("has, in the wrong shape,", misshapen, problems);
        if (!problems.isEmpty()) {
            throw InputException.at(
                    listing,
                    "does not fit its config.json: it " + String.join(", ", problems)
                            + "; use the config.json and the weights of one and the same model");
        }
    }

    private static void describe(String verb, List<String> names, List<String> problems) {
        if (names.isEmpty()) {
            return;
        }
        problems.add(verb + " " + Abridged.list(names, NAMES_SHOWN));
    }

    private static boolean fits(List<Long> shape, Parameter parameter, WeightNames names) {
        List<Long> expected = shapeOf(parameter);
        if (shape.equals(expected)) {
            return true;
        }
        return names.growing().containsKey(parameter.name())
                && shape.size() == expected.size()
                && shape.get(0) >= names.growing().get(parameter.name())
                && shape.get(0) <= expected.get(0)
                && shape.subList(1, shape.size()).equals(expected.subList(1, expected.size()));
    }

    /** The least one that fits. */
    private static List<Long> storedShape(Parameter parameter, WeightNames names) {
        List<Long> shape = new ArrayList<>(shapeOf(parameter));
        shape.set(0, names.growing().getOrDefault(parameter.name(), shape.get(0)));
        return shape;
    }

    private static List<Long> shapeOf(Parameter parameter) {
        return java.util.Arrays.stream(parameter.shape()).boxed().toList();
    }

    /** Opens the files with the weights; returns the one to name in messages. */
    private static Path open(Path folder, Collection<WeightFile> files) {
        for (Kind kind : Kind.values()) {
            Path single = folder.resolve(kind.single);
            if (Files.exists(single)) {
                files.add(kind.open(single));
                return single;
            }
            Path index = folder.resolve(kind.single + INDEX_ENDING);
            if (Files.exists(index)) {
                for (String shard : shards(index, kind)) {
                    Path part = folder.resolve(shard);
                    if (!Files.isRegularFile(part)) {
                        throw InputException.at(
                                index, "lists the file '" + shard + "', which is not there; copy or download it too");
                    }
                    files.add(kind.open(part));
                }
                return index;
            }
        }
        throw InputException.at(
                folder,
                "has no model.safetensors and no pytorch_model.bin; give a folder with config.json and"
                        + " model.safetensors");
    }

    private static Set<String> shards(Path index, Kind kind) {
        JsonNode map = Json.read(index, JsonNode.class).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw InputException.at(index, "lacks 'weight_map', which must list the file of every weight");
        }
        Set<String> shards = new LinkedHashSet<>();
        map.properties().forEach(entry -> {
            String shard = entry.getValue().asText();
            if (!shard.matches("[\\w.-]+\\." + kind.ending)) {
                throw InputException.at(
                        index, "'" + shard + "' is no name of a " + kind.ending + " file in the same folder");
            }
            shards.add(shard);
        });
        return shards;
    }

    /** Files of weights, the ones to prefer first. */
    private enum Kind {
        SAFETENSORS(SINGLE, "safetensors"),
        PICKLE("pytorch_model.bin", "bin");

        private final String single;
        private final String ending;

        Kind(String single, String ending) {
            this.single = single;
            this.ending = ending;
        }

        WeightFile open(Path file) {
            return JavaMemory.holding(
                    file, () -> this == SAFETENSORS ? SafetensorsFile.open(file) : TorchFile.open(file));
        }
    }

    private record Source(WeightFile file, String name) {
        void copyTo(Parameter parameter) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                List<Long> shape = file.shape(name);
                Tensor target = shape.equals(shapeOf(parameter))
                        ? parameter.tensor()
                        : parameter.tensor().narrow(0, 0, shape.get(0));
                file.copyInto(name, target);
            }
        }
    }
}
