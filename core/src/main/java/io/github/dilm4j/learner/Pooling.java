package io.github.dilm4j.learner;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The pooling of a sequence's token states to one vector.
 *
 * @param of the states
 * @param unitLength whether the vector is then scaled to Euclidean length 1
 */
public record Pooling(Of of, boolean unitLength) {
    /** The states that are pooled. */
    public enum Of {
        /** The state of the token that represents the sequence ([CLS]). */
        SUMMARY,
        /** The mean over all tokens, special ones included. */
        MEAN
    }

    /** The summary token's state without scaling. */
    public static final Pooling SUMMARY = new Pooling(Of.SUMMARY, false);

    /** The mean of the states without scaling. */
    public static final Pooling MEAN = new Pooling(Of.MEAN, false);

    private static final String MODE = "pooling_mode";
    private static final Map<String, Of> KNOWN = Map.of("cls", Of.SUMMARY, "mean", Of.MEAN);

    /**
     * Reads the {@code config.json} of a pooling of the sentence-transformers library.
     *
     * @throws InputException if it asks for another way of pooling
     */
    static Pooling read(Path file, boolean unitLength) {
        List<String> modes = modes(Json.read(file, JsonNode.class));
        Of of = modes.size() == 1 ? KNOWN.get(modes.get(0)) : null;
        if (of == null) {
            throw InputException.at(
                    file, "asks for the pooling " + modes + ", where [mean] or [cls] is known; choose another encoder");
        }
        return new Pooling(of, unitLength);
    }

    /**
     * The modes by the names of sentence-transformers 6: before it, each had a flag such as pooling_mode_mean_tokens.
     */
    private static List<String> modes(JsonNode config) {
        List<String> modes = new ArrayList<>();
        JsonNode named = config.path(MODE);
        if (named.isTextual()) {
            modes.add(named.asText());
        }
        named.forEach(mode -> modes.add(mode.asText()));
        for (Map.Entry<String, JsonNode> entry : config.properties()) {
            if (named.isMissingNode()
                    && entry.getKey().startsWith(MODE + "_")
                    && entry.getValue().asBoolean()) {
                modes.add(entry.getKey().substring(MODE.length() + 1).replaceFirst("_tokens?$", ""));
            }
        }
        return modes;
    }
}
