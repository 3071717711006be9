package io.github.dilm4j.run.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.SpecialFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** YAML to {@link ExperimentConfig} and back. */
final class ConfigReader {
    private static final Pattern NOT_FINITE = Pattern.compile("[+-]?[.](inf|nan)", Pattern.CASE_INSENSITIVE);
    private static final String DEFAULTS = "defaults.yaml";
    private static final String OPTIONAL = "optional.yaml"; // the defaults of optional sections
    private static final String CREATE = "create";
    private static final int MAX_BYTES = 1 << 20;

    private ConfigReader() {}

    static ExperimentConfig read(Path file, List<String> overrides) {
        SpecialFiles.refuse(file);
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw InputException.at(file, "is larger than 1 MiB: it is not a config");
            }
            Path folder = file.toAbsolutePath().getParent();
            return parse(Files.readString(file), folder, file.toString(), overrides);
        } catch (NoSuchFileException e) {
            throw new InputException(
                    file + ": there is no such file; './dilm config' shows the presets to begin with", e);
        } catch (CharacterCodingException e) {
            throw new InputException(file + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
    }

    static ExperimentConfig parse(String yaml, Path folder, String place, List<String> overrides) {
        ObjectMapper mapper = mapper();
        mapper.setInjectableValues(new InjectableValues.Std().addValue(Path.class, folder));
        ObjectNode user = object(mapper, yaml, place);
        Problems problems = new Problems();
        AmbiguousNumbers.in(yaml, line -> "line " + line, limits()).forEach(problems::add);
        for (String override : overrides) {
            override(mapper, user, override);
            String value = override.substring(override.indexOf('=') + 1);
            AmbiguousNumbers.in(value, line -> "'" + override + "'", limits()).forEach(problems::add);
        }
        ConfigShape shape = new ConfigShape(problems);
        shape.fit(user, ExperimentConfig.class, "");
        try {
            ExperimentConfig config = mapper.treeToValue(merged(mapper, user), ExperimentConfig.class);
            problems.addAll(config.problems(), shape.wrongKeys());
            problems.throwIfAny(place);
            return config;
        } catch (JsonProcessingException e) {
            problems.throwIfAny(place);
            throw new IllegalStateException("the defaults and the records differ", e);
        }
    }

    static String toYaml(ExperimentConfig config) {
        try {
            return mapper().writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, String> flattened(String yaml) {
        Map<String, String> flat = new TreeMap<>();
        flatten("", object(mapper(), yaml, "the config"), flat);
        return flat;
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> into) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String key = prefix + entry.getKey();
            if (entry.getValue().isObject()) {
                flatten(key + ".", entry.getValue(), into);
            } else {
                into.put(key, entry.getValue().toString());
            }
        }
    }

    private static LoaderOptions limits() {
        LoaderOptions limits = new LoaderOptions();
        limits.setMaxAliasesForCollections(10);
        limits.setNestingDepthLimit(20);
        limits.setAllowDuplicateKeys(false);
        return limits;
    }

    private static ObjectMapper mapper() {
        YAMLFactory factory = YAMLFactory.builder()
                .loaderOptions(limits())
                .stringQuotingChecker(new Quoting())
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .build();
        return YAMLMapper.builder(factory)
                .addModule(new Jdk8Module())
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .annotationIntrospector(new CamelCaseEnums())
                .build();
    }

    private static ObjectNode object(ObjectMapper mapper, String yaml, String place) {
        try {
            JsonNode tree = mapper.readTree(yaml);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw InputException.at(place, "is not a config: it should hold 'key: value' lines");
        } catch (JsonProcessingException e) {
            throw new InputException(place + line(e) + ": is not valid YAML: " + problem(e) + aliasRemedy(e), e);
        }
    }

    private static String line(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            return ":" + (marked.getProblemMark().getLine() + 1);
        }
        JsonLocation at = e.getLocation();
        return at == null || at.getLineNr() < 1 ? "" : ":" + at.getLineNr();
    }

    /** The parser's message without its excerpts. */
    private static String problem(JsonProcessingException e) {
        String text = e.getCause() instanceof MarkedYAMLException marked && marked.getProblem() != null
                ? marked.getProblem()
                : e.getOriginalMessage();
        return text.startsWith("Trailing token")
                ? "a second document begins here; keep one"
                : text.lines().findFirst().orElse("").strip();
    }

    private static String aliasRemedy(JsonProcessingException e) {
        return e.getCause() instanceof MarkedYAMLException marked
                        && String.valueOf(marked.getContext()).contains("alias")
                ? "; put a word that begins with * in quotes"
                : "";
    }

    private static void override(ObjectMapper mapper, ObjectNode user, String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new InputException("'" + override + "' is not a setting; write key=value, such as seed=7");
        }
        String[] keys = override.substring(0, equals).strip().split("\\.", -1);
        ObjectNode at = user;
        for (int i = 0; i < keys.length - 1; i++) {
            at = at.get(keys[i]) instanceof ObjectNode inner ? inner : at.putObject(keys[i]);
        }
        String text = override.substring(equals + 1);
        try {
            JsonNode value = mapper.readTree(text);
            at.set(keys[keys.length - 1], value.isMissingNode() ? NullNode.instance : value);
        } catch (JsonProcessingException e) {
            throw new InputException("'" + override + "': the value is not valid YAML; " + remedy(override, text), e);
        }
    }

    /** A remedy for a word with special characters of YAML, such as a file pattern: quotes. */
    private static String remedy(String override, String value) {
        if (NOT_FINITE.matcher(value.strip()).matches()) {
            return "give a finite number";
        }
        String key = override.substring(0, override.length() - value.length());
        return value.matches("[^\"'\\[{]*")
                ? "put it in quotes: '" + key + "\"" + value + "\"'"
                : "check its brackets and quotes, and put words with signs in quotes";
    }

    /**
     * The defaults with the user's settings over them. Defaults for a new model apply only if the config creates one.
     */
    private static ObjectNode merged(ObjectMapper mapper, ObjectNode user) {
        ObjectNode defaults = resource(mapper, DEFAULTS);
        for (String section : List.of("learner", "generator")) {
            if (!(user.path(section).path(CREATE) instanceof ObjectNode)) {
                ((ObjectNode) defaults.get(section)).putNull(CREATE);
            }
        }
        ObjectNode optional = resource(mapper, OPTIONAL);
        for (String section : List.of("encoder", "candidates")) {
            if (user.path(section) instanceof ObjectNode) {
                defaults.set(section, optional.get(section));
            }
        }
        merge(defaults, user);
        completeOtherLearners(defaults);
        completeServed(defaults, (ObjectNode) optional.get("served"));
        return defaults;
    }

    private static ObjectNode resource(ObjectMapper mapper, String name) {
        try (InputStream in = ConfigReader.class.getResourceAsStream(name)) {
            return (ObjectNode) mapper.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fills an other learner's missing settings from those of the matched one. */
    private static void completeOtherLearners(ObjectNode config) {
        JsonNode evaluation = config.path("evaluation");
        if (evaluation.path("otherLearners") instanceof ArrayNode learners) {
            for (int i = 0; i < learners.size(); i++) {
                if (learners.get(i) instanceof ObjectNode given) {
                    ObjectNode complete = config.objectNode().put("name", "").put("model", "");
                    complete.set("maxTokens", config.path("learner").path("maxTokens"));
                    complete.set("training", evaluation.path("training").deepCopy());
                    merge(complete, given);
                    learners.set(i, complete);
                }
            }
        }
    }

    /** @param usual the defaults of a served model */
    private static void completeServed(ObjectNode config, ObjectNode usual) {
        if (config.path("evaluation").path("inContext").path("served") instanceof ArrayNode models) {
            for (int i = 0; i < models.size(); i++) {
                if (models.get(i) instanceof ObjectNode given) {
                    ObjectNode complete = usual.deepCopy();
                    merge(complete, given);
                    models.set(i, complete);
                }
            }
        }
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        for (Map.Entry<String, JsonNode> entry : from.properties()) {
            JsonNode old = into.get(entry.getKey());
            if (old instanceof ObjectNode inner && entry.getValue() instanceof ObjectNode changes) {
                merge(inner, changes);
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        }
    }

    /** Writes words in quotes that this or another program would read as numbers. */
    private static final class Quoting extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean needToQuoteValue(String value) {
            return super.needToQuoteValue(value) || AmbiguousNumbers.isOne(value);
        }
    }

    /** Enum values are written like keys: MEAN_OVER_TOKENS is meanOverTokens. */
    private static final class CamelCaseEnums extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public String[] findEnumValues(
                MapperConfig<?> config, AnnotatedClass annotatedClass, Enum<?>[] values, String[] names) {
            for (int i = 0; i < values.length; i++) {
                names[i] = ConfigShape.nameOf(values[i]);
            }
            return names;
        }
    }
}
