package io.github.dilm4j.run.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.dilm4j.base.InputException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of a config, from the records, their doc comments and the defaults. */
final class ConfigReference {
    /**
     * A key of a section.
     *
     * @param type the type of its value, or of the values of its list
     * @param optional whether a config may omit the setting and then has no value for it
     */
    record Setting(
            String name,
            Class<?> type,
            boolean list,
            boolean optional,
            Map<String, Optional<String>> values,
            String comment) {
        String key() {
            return list && type.isRecord() ? name + LIST : name;
        }
    }

    private static final String LIST = "[]";

    private static final Path FOLDER = Path.of(".");
    private static final List<String> COMPLETE = List.of(
            "name=x",
            "task.textFields=[x]",
            "data.train=[x]",
            "data.report=[x]",
            "learner.create={}",
            "generator.create={}",
            "encoder.model=x");

    private final ConfigComments comments = new ConfigComments();
    private final Map<Class<?>, List<String>> uses = new LinkedHashMap<>(); // dotted keys by record
    private final JsonNode defaults = defaults();
    private final List<String> complaints = complaints();

    ConfigReference() {
        collectUses("", ExperimentConfig.class);
    }

    /** Returns the records in the order in which they are first used, with the keys that lead to them. */
    Map<Class<?>, List<String>> uses() {
        return uses;
    }

    List<Setting> settings(Class<?> section) {
        List<Setting> settings = new ArrayList<>();
        for (RecordComponent component : section.getRecordComponents()) {
            if (component.getType() != Path.class) {
                settings.add(setting(section, component));
            }
        }
        return settings;
    }

    String comment(Class<?> section) {
        return comments.of(section);
    }

    private Map<String, Optional<String>> values(RecordComponent component, Class<?> type) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                values.put(ConfigShape.nameOf((Enum<?>) constant), comments.of((Enum<?>) constant));
            }
        }
        if (component.getType().isEnum()) {
            values.keySet().retainAll(ConfigShape.names(component));
        }
        return values;
    }

    /**
     * Returns the value for a config without the key; empty if the key is required, or if another key gives the value.
     */
    Optional<JsonNode> defaultOf(String key) {
        return isRequired(key) || key.contains(LIST)
                ? Optional.empty()
                : Optional.of(defaults.at("/" + key.replace('.', '/')));
    }

    /** Returns whether a config without the key is refused. */
    boolean isRequired(String key) {
        String first = key.replace(LIST, "[0]");
        return complaints.stream().anyMatch(complaint -> complaint.startsWith(first + " "));
    }

    private static JsonNode defaults() {
        try {
            return new YAMLMapper()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .readTree(ExperimentConfig.parse("{}", FOLDER, "", COMPLETE).toYaml());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the messages about a config that has all of its sections, but no settings. */
    private static List<String> complaints() {
        try {
            ExperimentConfig.parse("{encoder: {}, evaluation: {otherLearners: [{}]}}", FOLDER, "", List.of());
            throw new AssertionError("a config without settings is accepted");
        } catch (InputException e) {
            return e.getMessage()
                    .lines()
                    .map(line -> line.replaceFirst("^: ", ""))
                    .toList();
        }
    }

    private Setting setting(Class<?> section, RecordComponent component) {
        Type type = component.getGenericType();
        if (type instanceof ParameterizedType generic) {
            type = generic.getActualTypeArguments()[0];
        }
        return new Setting(
                component.getName(),
                (Class<?>) type,
                component.getType() == List.class,
                component.getType() == Optional.class,
                values(component, (Class<?>) type),
                comments.of(section, component.getName()));
    }

    private void collectUses(String prefix, Class<?> section) {
        for (Setting setting : settings(section)) {
            if (setting.type().isRecord()) {
                String key = prefix + setting.key();
                uses.computeIfAbsent(setting.type(), type -> new ArrayList<>()).add(key);
                collectUses(key + ".", setting.type());
            }
        }
    }
}
