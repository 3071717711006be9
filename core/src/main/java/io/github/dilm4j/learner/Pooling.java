package io.github.dilm4j.learner;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import java.nio.file.Files;
import java.nio.file.Path;

/** How the states of a sequence's tokens become one vector. */
public enum Pooling {
    /** The state of the token that stands for the sequence ([CLS]). */
    SUMMARY,
    /** The mean over all tokens, special ones included. */
    MEAN;

    /** What a folder of the sentence-transformers library asks for; {@link #SUMMARY} for any other. */
    public static Pooling of(Path folder) {
        Path file = folder.resolve("1_Pooling").resolve("config.json");
        if (!Files.isRegularFile(file)) {
            return SUMMARY;
        }
        JsonNode config = Json.read(file, JsonNode.class);
        return config.path("pooling_mode_mean_tokens").asBoolean() ? MEAN : SUMMARY;
    }
}
