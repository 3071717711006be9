package io.github.dilm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.github.dilm4j.base.InputException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A {@code config.json} of Hugging Face. Such files hold many unused keys, so unknown ones are allowed. The used keys
 * must be present, of the right type and in range; otherwise an {@link InputException} names the file, the key and the
 * value.
 *
 * @param file the file, for messages
 */
public record ModelConfig(Path file, JsonNode json) {
    private static final int MOST_LAYERS = 4096;

    public boolean has(String key) {
        return json.hasNonNull(key);
    }

    /** Whether the key is present, even with null: for many keys null differs from a missing key. */
    public boolean contains(String key) {
        return json.has(key);
    }

    /** A whole number of at least {@code least}. */
    public int integer(String key, int least) {
        JsonNode node = require(key, n -> n.isIntegralNumber() && n.canConvertToInt(), "a whole number");
        if (node.intValue() < least) {
            throw wrong(key, "at least " + least, node);
        }
        return node.intValue();
    }

    /** The number of layers, at least 1 and within a plausible limit. */
    public int layers(String key) {
        int layers = integer(key, 1);
        if (layers > MOST_LAYERS) {
            throw wrong(key, "at most " + MOST_LAYERS, json.get(key));
        }
        return layers;
    }

    /** Like {@link #integer(String, int)}; {@code otherwise} if the key is missing or null. */
    public int integer(String key, int least, int otherwise) {
        return has(key) ? integer(key, least) : otherwise;
    }

    /** The id of a token of a vocabulary of this size; {@code otherwise} if the key is missing or null. */
    public int tokenId(String key, int vocabularySize, int otherwise) {
        int id = integer(key, 0, otherwise);
        if (has(key) && id >= vocabularySize) {
            throw wrong(key, "less than the size of the vocabulary, " + vocabularySize, json.get(key));
        }
        return id;
    }

    /** A finite number of at least 0. */
    public double number(String key) {
        JsonNode node = require(key, JsonNode::isNumber, "a number");
        if (!(node.doubleValue() >= 0) || Double.isInfinite(node.doubleValue())) {
            throw wrong(key, "at least 0 and finite", node);
        }
        return node.doubleValue();
    }

    public double number(String key, double otherwise) {
        return has(key) ? number(key) : otherwise;
    }

    /** A number in [0, 1). */
    public double probability(String key, double otherwise) {
        double value = number(key, otherwise);
        if (value >= 1) {
            throw wrong(key, "less than 1", json.get(key));
        }
        return value;
    }

    public boolean flag(String key, boolean otherwise) {
        return has(key) ? require(key, JsonNode::isBoolean, "true or false").booleanValue() : otherwise;
    }

    public String text(String key) {
        return require(key, JsonNode::isTextual, "a string").textValue();
    }

    public String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    /** @throws InputException if the heads of the attention cannot share the hidden size equally */
    public static void requireWholeHeads(int hiddenSize, int heads) {
        if (hiddenSize % heads != 0) {
            throw new InputException("hidden size " + hiddenSize + " is not a multiple of the " + heads
                    + " attention heads; choose sizes that divide");
        }
    }

    /** Refuses a config that sets {@code key} to anything else; it may leave it out. */
    public void mustBe(String key, String only) {
        if (!text(key, only).equals(only)) {
            throw wrong(key, "\"" + only + "\"", json.get(key));
        }
    }

    /** Like {@link #mustBe(String, String)}. */
    public void mustBe(String key, boolean only) {
        if (flag(key, only) != only) {
            throw wrong(key, Boolean.toString(only), json.get(key));
        }
    }

    /** Like {@link #mustBe(String, String)}. */
    public void mustBe(String key, int only) {
        if (has(key) && json.get(key).asInt() != only) {
            throw wrong(key, Integer.toString(only), json.get(key));
        }
    }

    /** Builds an object from values of this config; its errors get the file's name. */
    public <T> T named(Supplier<T> making) {
        try {
            return making.get();
        } catch (InputException e) {
            String place = file.toString();
            String folder = place.substring(
                    0, place.length() - file.getFileName().toString().length()); // the error may be about another file
            throw e.getMessage().startsWith(folder) ? e : new InputException(place + ": " + e.getMessage(), e);
        }
    }

    /** The error about an unusable value: {@code 'key' must be …, it is …}. */
    public InputException wrong(String key, String expected, JsonNode found) {
        return InputException.at(file, "'" + key + "' must be " + expected + ", it is " + found);
    }

    private JsonNode require(String key, Predicate<JsonNode> ofType, String expected) {
        JsonNode node = json.get(key);
        if (node == null) {
            throw InputException.at(file, "lacks '" + key + "', which must be " + expected);
        }
        if (!ofType.test(node)) {
            String found = node.isContainerNode() ? typeName(node.getNodeType()) : node.toString();
            throw InputException.at(file, "'" + key + "' must be " + expected + ", it is " + found);
        }
        return node;
    }

    private static String typeName(JsonNodeType type) {
        return "an " + type.name().toLowerCase(Locale.ROOT);
    }
}
