package io.github.dilm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.WeightFormat;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.SafetensorsWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Weights between Hugging Face folders and {@link Parameters}: {@code model.safetensors}, or the shards that
 * {@code model.safetensors.index.json} lists; where there are none, {@code pytorch_model.bin} or its shards.
 */
public final class Checkpoints {
    private static final int NAMES_SHOWN = 4;
    private static final double MOST_NEW_SHARE = 3; // a model may draw some of its weights again
    private static final double MOST_NEW = 50e6;

    private Checkpoints() {}

    /**
     * The result of reading a folder.
     *
     * @param absent optional parameters that the file lacks; they keep their values
     * @param warnings weights that were left out, and names or settings that were overridden, a sentence each
     */
    public record Loaded(Set<String> absent, List<String> warnings) {}

    /** The form in which a folder stores two tied weights: the token table and the output layer. */
    public enum Tie {
        /** The token table, perhaps with a copy. */
        TABLE,
        /** The output layer alone. */
        OUTPUT,
        /** Two different weights. */
        BROKEN
    }

    /**
     * Reads all parameters from a folder. float16 and bfloat16 weights become float32. A checkpoint whose body is
     * complete may carry any head: weights without a parameter are left out.
     *
     * @throws InputException in one sentence that names all weights that are missing, unknown or of another shape
     */
    public static Loaded load(Path folder, Parameters parameters, WeightNames names) {
        try (StoredWeights stored = StoredWeights.open(folder)) {
            return load(stored, parameters, names);
        }
    }

    /**
     * @param type in which the two are compared
     * @throws InputException if the folder's weights cannot be read
     */
    public static Tie tie(Path folder, WeightNames names, String table, String output, ScalarType type) {
        try (StoredWeights stored = StoredWeights.open(folder);
                PointerScope scope = new PointerScope()) {
            Map<String, StoredWeights.Weight> sources = new HashMap<>();
            Set<String> both = Set.of(table, output);
            stored.forEach(
                    stored.wrapper(both, names),
                    (name, source) ->
                            names.parameterFor(name, both).ifPresent(parameter -> sources.put(parameter, source)));
            if (sources.keySet().equals(both)) {
                boolean equal =
                        sources.get(table).read(type).equal(sources.get(output).read(type));
                return equal ? Tie.TABLE : Tie.BROKEN;
            }
            return sources.containsKey(output) ? Tie.OUTPUT : Tie.TABLE;
        }
    }

    /**
     * Returns a check for use before a model takes memory. It refuses a model that is implausibly larger than the
     * folder's weights.
     */
    public static Consumer<ParameterLayout> plausibleFor(Path folder) {
        return layout -> {
            try (StoredWeights stored = StoredWeights.open(folder)) {
                if (layout.elements() > MOST_NEW_SHARE * stored.elements() + MOST_NEW) {
                    throw InputException.at(
                            stored.listing(),
                            String.format(
                                    Locale.ROOT,
                                    "holds %,d numbers, but the model of the config.json has %,.0f; use the config.json"
                                            + " and the weights of the same model",
                                    stored.elements(),
                                    layout.elements()));
                }
            }
        };
    }

    /**
     * Writes {@code config.json} and {@code model.safetensors}, which Python transformers opens. The weights come last,
     * so that their presence means that the folder is complete.
     */
    public static void save(Path folder, Parameters parameters, JsonNode config) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        parameters.all().forEach(parameter -> weights.put(parameter.name(), parameter.tensor()));
        AtomicFiles.writeString(folder.resolve("config.json"), Json.pretty(config));
        SafetensorsWriter.write(folder.resolve(WeightFormat.SAFETENSORS.file()), weights, Map.of("format", "pt"));
    }

    private static Loaded load(StoredWeights stored, Parameters parameters, WeightNames names) {
        Set<String> all = new LinkedHashSet<>();
        parameters.all().forEach(parameter -> all.add(parameter.name()));
        String wrapper = stored.wrapper(all, names);
        Map<String, StoredWeights.Weight> sources = new LinkedHashMap<>();
        Set<String> misfits = new LinkedHashSet<>(); // parameters with a weight of another shape
        List<String> misshapen = new ArrayList<>();
        List<String> misshapenHead = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<String> unknownHead = new ArrayList<>();
        stored.forEach(wrapper, (name, source) -> {
            Optional<String> target = names.parameterFor(name, all);
            if (target.isEmpty()) {
                if (!names.ignores(name)) {
                    (names.ofBody(name, all) ? unknown : unknownHead).add(source.name());
                }
                return;
            }
            Parameter parameter = parameters.get(target.get());
            List<Long> shape = source.shape();
            if (!fits(shape, parameter, names)) {
                misfits.add(parameter.name());
                (names.mayLack(parameter.name()) ? misshapenHead : misshapen)
                        .add(source.name() + " (" + shape + " instead of " + storedShape(parameter, names) + ")");
            } else if (sources.put(parameter.name(), source) != null) {
                throw InputException.at(stored.listing(), "holds the weight '" + parameter.name() + "' twice");
            }
        });
        Set<String> absent = new LinkedHashSet<>();
        List<String> missing = new ArrayList<>();
        for (String name : all) {
            if (sources.containsKey(name)) {
                continue;
            }
            if (names.mayLack(name)) {
                absent.add(name);
            } else if (!misfits.contains(name)) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            unknown.addAll(unknownHead); // unknown weights may be the missing ones under other names
        }
        refuse(stored.listing(), missing, unknown, misshapen);
        sources.forEach((name, source) -> source.copyTo(parameters.get(name)));
        return new Loaded(absent, warnings(stored.listing(), wrapper, unknownHead, misshapenHead));
    }

    private static List<String> warnings(Path listing, String wrapper, List<String> unknown, List<String> misshapen) {
        List<String> warnings = new ArrayList<>();
        if (!wrapper.isEmpty()) {
            warnings.add(listing + ": the names of its weights begin with '" + wrapper
                    + "', which wrappers such as torch.compile and DataParallel add; the prefix is ignored");
        }
        if (!unknown.isEmpty()) {
            warnings.add(listing + ": weights of another head are left out: " + Abridged.list(unknown, NAMES_SHOWN));
        }
        if (!misshapen.isEmpty()) {
            warnings.add(listing + ": its head does not fit this task and is left out: "
                    + Abridged.list(misshapen, NAMES_SHOWN));
        }
        return warnings;
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
                            + "; use the config.json and the weights of the same model");
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

    /** The smallest that fits. */
    private static List<Long> storedShape(Parameter parameter, WeightNames names) {
        List<Long> shape = new ArrayList<>(shapeOf(parameter));
        shape.set(0, names.growing().getOrDefault(parameter.name(), shape.get(0)));
        return shape;
    }

    static List<Long> shapeOf(Parameter parameter) {
        return java.util.Arrays.stream(parameter.shape()).boxed().toList();
    }
}
