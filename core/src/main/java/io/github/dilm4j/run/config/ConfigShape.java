package io.github.dilm4j.run.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.Suggestion;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Compares the user's settings with the config's records, key by key. Settings that do not fit are reported and
 * removed, so that the others can be checked too and all problems are reported together.
 */
final class ConfigShape {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");
    private static final int LONGEST_SHOWN = 61;

    private final Problems problems;
    private final Set<String> wrongKeys = new TreeSet<>();

    ConfigShape(Problems problems) {
        this.problems = problems;
    }

    /** The dotted keys that were removed. */
    Set<String> wrongKeys() {
        return wrongKeys;
    }

    /**
     * Checks and changes a section: removes settings that do not fit, and turns numbers into words where words are
     * expected.
     */
    void fit(ObjectNode section, Class<?> type, String prefix) {
        Map<String, RecordComponent> known = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType() != Path.class) {
                known.put(component.getName(), component);
            }
        }
        for (String name : section.properties().stream().map(Map.Entry::getKey).toList()) {
            String key = prefix + name;
            JsonNode value = section.get(name);
            if (!known.containsKey(name)) {
                problems.add("unknown setting '" + Abridged.text(key, LONGEST_SHOWN) + "'"
                        + Suggestion.nearest(name, known.keySet())
                                .map(nearest -> ", did you mean '" + prefix + nearest + "'?")
                                .orElse("; there are " + known.keySet()));
                section.remove(name);
            } else if (nothing(value) && known.get(name).getType().isRecord()) {
                section.remove(name); // a heading without settings
            } else {
                fitted(value, known.get(name), key).ifPresentOrElse(fitting -> section.set(name, fitting), () -> {
                    wrongKeys.add(key);
                    section.remove(name);
                });
            }
        }
    }

    private Optional<JsonNode> fitted(JsonNode value, RecordComponent component, String key) {
        return component.getType().isEnum()
                ? fittedName(value, names(component), key)
                : fitted(value, component.getGenericType(), key);
    }

    /** The names that the setting of an enum allows. */
    static List<String> names(RecordComponent component) {
        Selects selects = component.getAnnotation(Selects.class);
        return selects == null
                ? names(component.getType())
                : selects.value().methods().stream().map(Method::label).toList();
    }

    private static List<String> names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> nameOf((Enum<?>) constant))
                .toList();
    }

    private Optional<JsonNode> fittedName(JsonNode value, List<String> names, String key) {
        return value.isTextual() && names.contains(value.asText())
                ? Optional.of(value)
                : wrong(key, "must be one of " + names, value, Suggestion.clause(value.asText(), names));
    }

    /** The value in the type's form; empty if it does not fit, which is reported. */
    private Optional<JsonNode> fitted(JsonNode value, Type type, String key) {
        if (type instanceof ParameterizedType generic) {
            Type inner = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == Optional.class) {
                return nothing(value) ? Optional.of(NullNode.instance) : fitted(value, inner, key);
            }
            return fittedList(value, inner, key);
        }
        Class<?> wanted = (Class<?>) type;
        if (wanted.isRecord()) {
            if (value instanceof ObjectNode section) {
                fit(section, wanted, key + ".");
                return Optional.of(section);
            }
            return wrong(key, "must be a section with settings of its own", value);
        }
        return fittedScalar(value, wanted, key);
    }

    private Optional<JsonNode> fittedList(JsonNode value, Type inner, String key) {
        if (value.isObject() || nothing(value)) {
            return wrong(key, "must be a list, such as [a, b]", value);
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        if (!value.isArray()) {
            return fitted(value, inner, key).map(list::add);
        }
        boolean all = true;
        for (int i = 0; i < value.size(); i++) {
            Optional<JsonNode> element = fitted(value.get(i), inner, key + "[" + i + "]");
            element.ifPresent(list::add);
            all &= element.isPresent();
        }
        return all ? Optional.of(list) : Optional.empty();
    }

    private Optional<JsonNode> fittedScalar(JsonNode value, Class<?> wanted, String key) {
        if (wanted == String.class) {
            return fittedWord(value, key);
        }
        if (wanted == boolean.class) {
            return value.isBoolean() ? Optional.of(value) : wrong(key, "must be true or false", value);
        }
        if (wanted == double.class || wanted == Double.class) {
            return fittedNumber(value, key);
        }
        if (wanted.isEnum()) {
            return fittedName(value, names(wanted), key);
        }
        return fittedInteger(value, wanted, key);
    }

    private Optional<JsonNode> fittedWord(JsonNode value, String key) {
        return switch (value.getNodeType()) {
            case STRING, NUMBER -> Optional.of(TextNode.valueOf(value.asText()));
            case BOOLEAN -> wrong(key, "must be a word", value, "; put yes, no, on, off, true and false in quotes");
            case OBJECT -> wrong(key, "must be a word", value, "; put words with ':' or '{' in quotes");
            default -> wrong(key, "must be a word", value);
        };
    }

    private Optional<JsonNode> fittedNumber(JsonNode value, String key) {
        if (value.isNumber()) {
            return Optional.of(value);
        }
        return value.isTextual() && NUMBER.matcher(value.asText()).matches() // YAML 1.1 misses 1e-4
                ? Optional.of(DoubleNode.valueOf(Double.parseDouble(value.asText())))
                : wrong(key, "must be a number", value);
    }

    private Optional<JsonNode> fittedInteger(JsonNode value, Class<?> wanted, String key) {
        if (!value.isIntegralNumber()) {
            return wrong(key, "must be a whole number", value);
        }
        if (wanted == long.class) {
            return value.canConvertToLong() ? Optional.of(value) : wrong(key, "must lie within 64 bits", value);
        }
        return value.canConvertToInt() ? Optional.of(value) : wrong(key, "must be at most " + Integer.MAX_VALUE, value);
    }

    /** The spelling in configs: {@code meanOverTokens}, and for methods {@code k-centers}. */
    static String nameOf(Enum<?> constant) {
        if (constant instanceof Method method) {
            return method.label();
        }
        StringBuilder name = new StringBuilder();
        for (String word : constant.name().toLowerCase(Locale.ROOT).split("_", -1)) {
            name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }

    private Optional<JsonNode> wrong(String key, String demand, JsonNode got) {
        return wrong(key, demand, got, "");
    }

    private Optional<JsonNode> wrong(String key, String demand, JsonNode got, String remark) {
        problems.add(key + " " + demand + ", got " + shown(got) + remark);
        return Optional.empty();
    }

    /** A key with no value; YAML's parser gives an empty word for it. */
    private static boolean nothing(JsonNode value) {
        return value.isNull()
                || value.isMissingNode()
                || (value.isTextual() && value.asText().isEmpty());
    }

    private static String shown(JsonNode value) {
        if (nothing(value)) {
            return "nothing";
        }
        if (value.isContainerNode()) { // which may hold a key
            return value.isObject() ? "a section" : "a list";
        }
        String text = Abridged.text(value.isTextual() ? value.asText() : value.toString(), LONGEST_SHOWN);
        return value.isTextual() ? "'" + text + "'" : text;
    }
}
