package io.github.dilm4j.run.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;

/** YAML to {@link ExperimentConfig} and back. */
final class ConfigReader {
    private static final String DEFAULTS = "defaults.yaml";
    private static final String CREATE = "create";
    private static final int MAX_BYTES = 1 << 20;

    private ConfigReader() {}

    static ExperimentConfig read(Path file, List<String> overrides) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw InputException.at(file, "is larger than 1 MiB: that is no config");
            }
            Path folder = file.toAbsolutePath().getParent();
            return parse(Files.readString(file), folder, file.toString(), overrides);
        } catch (NoSuchFileException e) {
            throw new InputException(
                    file + ": there is no such file; './dilm config' shows the presets to begin with", e);
        } catch (CharacterCodingException e) {
            throw new InputException(file + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    static ExperimentConfig parse(String yaml, Path folder, String place, List<String> overrides) {
        List<String> unknown = new ArrayList<>();
        ObjectMapper mapper = mapper(unknown);
        mapper.setInjectableValues(new InjectableValues.Std().addValue(Path.class, folder));
        ObjectNode user = object(mapper, yaml, place);
        for (String override : overrides) {
            override(mapper, user, override);
        }
        try {
            ExperimentConfig config = mapper.treeToValue(merged(mapper, user), ExperimentConfig.class);
            Problems problems = config.problems();
            unknown.forEach(problems::add);
            problems.throwIfAny(place);
            return config;
        } catch (JsonProcessingException e) {
            Problems problems = new Problems();
            unknown.forEach(problems::add);
            problems.add(path(e) + " " + wrongValue(e));
            problems.throwIfAny(place);
            throw new IllegalStateException("there was a problem to report", e);
        }
    }

    static String toYaml(ExperimentConfig config) {
        try {
            return mapper(new ArrayList<>()).writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, String> flattened(String yaml) {
        Map<String, String> flat = new TreeMap<>();
        flatten("", object(mapper(new ArrayList<>()), yaml, "the config"), flat);
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

    private static ObjectMapper mapper(List<String> unknown) {
        LoaderOptions limits = new LoaderOptions();
        limits.setMaxAliasesForCollections(10);
        limits.setNestingDepthLimit(20);
        limits.setAllowDuplicateKeys(false);
        YAMLFactory factory = YAMLFactory.builder()
                .loaderOptions(limits)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .build();
        return YAMLMapper.builder(factory)
                .addModule(new Jdk8Module())
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .annotationIntrospector(new CamelCaseEnums())
                .addHandler(new UnknownKeys(unknown))
                .build();
    }

    private static ObjectNode object(ObjectMapper mapper, String yaml, String place) {
        try {
            JsonNode tree = mapper.readTree(yaml);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw InputException.at(place, "is no config: it should hold 'key: value' lines");
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String line = at == null || at.getLineNr() < 1 ? "" : ":" + at.getLineNr();
            throw new InputException(place + line + ": is no sound YAML: " + oneLine(e.getOriginalMessage()), e);
        }
    }

    private static void override(ObjectMapper mapper, ObjectNode user, String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new InputException("'" + override + "' is no setting; write key=value, such as matching.steps=200");
        }
        String[] keys = override.substring(0, equals).strip().split("\\.", -1);
        ObjectNode at = user;
        for (int i = 0; i < keys.length - 1; i++) {
            at = at.get(keys[i]) instanceof ObjectNode inner ? inner : at.putObject(keys[i]);
        }
        try {
            at.set(keys[keys.length - 1], mapper.readTree(override.substring(equals + 1)));
        } catch (JsonProcessingException e) {
            throw new InputException("'" + override + "': the value is no sound YAML", e);
        }
    }

    /** The defaults with the user's settings over them; what a model is created from has defaults only if one is. */
    private static ObjectNode merged(ObjectMapper mapper, ObjectNode user) {
        ObjectNode defaults;
        try (InputStream in = ConfigReader.class.getResourceAsStream(DEFAULTS)) {
            defaults = (ObjectNode) mapper.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String section : List.of("learner", "generator")) {
            if (!(user.path(section).path(CREATE) instanceof ObjectNode)) {
                ((ObjectNode) defaults.get(section)).putNull(CREATE);
            }
        }
        merge(defaults, user);
        return defaults;
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

    private static String path(JsonProcessingException e) {
        if (!(e instanceof JsonMappingException mapping)) {
            return "the config";
        }
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : mapping.getPath()) {
            if (reference.getFieldName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.toString();
    }

    private static String wrongValue(JsonProcessingException e) {
        String message = oneLine(e.getOriginalMessage());
        message = message.replaceAll("Cannot deserialize value of type `[^`]*` from ", "cannot be ");
        message = message.replaceAll("not one of the values accepted for Enum class: ", "must be one of ");
        return "is not of the right kind: " + message.replaceAll("`[^`]*[.$]([A-Za-z]+)`", "$1");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    /** Enum values are written like keys: MEAN_OVER_TOKENS is meanOverTokens. */
    private static final class CamelCaseEnums extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public String[] findEnumValues(
                MapperConfig<?> config, AnnotatedClass annotatedClass, Enum<?>[] values, String[] names) {
            for (int i = 0; i < values.length; i++) {
                names[i] = camelCase(values[i].name());
            }
            return names;
        }

        private static String camelCase(String constant) {
            StringBuilder name = new StringBuilder();
            for (String word : constant.toLowerCase(Locale.ROOT).split("_", -1)) {
                name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
            }
            return name.toString();
        }
    }

    /** Collects unknown keys, each with the nearest known one. */
    private static final class UnknownKeys extends DeserializationProblemHandler {
        private final List<String> sentences;

        UnknownKeys(List<String> sentences) {
            this.sentences = sentences;
        }

        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                JsonDeserializer<?> deserializer,
                Object beanOrClass,
                String name)
                throws IOException {
            Collection<Object> known = deserializer == null ? List.of() : deserializer.getKnownPropertyNames();
            TreeSet<String> names = new TreeSet<>();
            known.forEach(key -> names.add(key.toString()));
            names.remove("folder");
            String where = parser.getParsingContext()
                    .pathAsPointer()
                    .toString()
                    .substring(1)
                    .replace('/', '.');
            sentences.add("'" + where + "' is no setting" + Suggestion.clause(name, names));
            parser.skipChildren();
            return true;
        }
    }
}
