package io.github.dilm4j.learner;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How the states of a sequence's tokens become one vector.
 *
 * @param of which states
 * @param unitLength whether the vector is then scaled to Euclidean length 1
 */
public record Pooling(Of of, boolean unitLength) {
    /** The states that are pooled. */
    public enum Of {
        /** The state of the token that stands for the sequence ([CLS]). */
        SUMMARY,
        /** The mean over all tokens, special ones included. */
        MEAN
    }

    /** The summary token's state as it is. */
    public static final Pooling SUMMARY = new Pooling(Of.SUMMARY, false);

    /** The mean of the states as it is. */
    public static final Pooling MEAN = new Pooling(Of.MEAN, false);

    private static final String MODE = "pooling_mode_";
    private static final String NORMALIZE = ".Normalize";

    /**
     * What a folder of the sentence-transformers library asks for in {@code 1_Pooling/config.json} and
     * {@code modules.json}; {@link #SUMMARY} for any other.
     *
     * @throws InputException if it asks for another way of pooling
     */
    public static Pooling of(Path folder) {
        Path file = folder.resolve("1_Pooling").resolve("config.json");
        if (!Files.isRegularFile(file)) {
            return SUMMARY;
        }
        List<String> modes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : Json.read(file, JsonNode.class).properties()) {
            if (entry.getKey().startsWith(MODE) && entry.getValue().asBoolean()) {
                modes.add(entry.getKey());
            }
        }
        return new Pooling(kind(file, modes), normalises(folder.resolve("modules.json")));
    }

    private static Of kind(Path file, List<String> modes) {
        if (modes.equals(List.of(MODE + "mean_tokens"))) {
            return Of.MEAN;
        }
        if (modes.equals(List.of(MODE + "cls_token"))) {
            return Of.SUMMARY;
        }
        throw new InputException(file + ": asks for the pooling " + modes + ", where [" + MODE + "mean_tokens] or ["
                + MODE + "cls_token] is known; choose another encoder");
    }

    private static boolean normalises(Path modules) {
        if (!Files.isRegularFile(modules)) {
            return false;
        }
        for (JsonNode module : Json.read(modules, JsonNode.class)) {
            if (module.path("type").asText().endsWith(NORMALIZE)) {
                return true;
            }
        }
        return false;
    }
}
