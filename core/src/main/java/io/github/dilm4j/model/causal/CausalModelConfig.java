package io.github.dilm4j.model.causal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.model.ModelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The part of a config.json that every causal transformer has.
 *
 * @param vocabularySize rows of the token table
 * @param keyValueHeads heads of keys and values; each serves {@code heads / keyValueHeads} heads of queries
 * @param headSize values of one head
 * @param maxTokens longest sequence
 * @param endId id of the token that ends a text, where the model's files name one
 * @param tied whether the output layer is the token table
 */
public record CausalModelConfig(
        int vocabularySize,
        int hiddenSize,
        int layers,
        int heads,
        int keyValueHeads,
        int headSize,
        int feedForwardSize,
        int maxTokens,
        OptionalInt endId,
        boolean tied,
        double initializerRange) {

    private static final String END_ID = "eos_token_id";

    public CausalModelConfig {
        if (heads % keyValueHeads != 0) {
            throw new InputException("the " + heads + " attention heads are not a multiple of the " + keyValueHeads
                    + " key-value heads; choose numbers that divide");
        }
        if (endId.isPresent() && endId.getAsInt() >= vocabularySize) {
            throw new InputException("the end token's id " + endId.getAsInt() + " is not below the vocabulary size "
                    + vocabularySize + "; does the config belong to this tokenizer?");
        }
    }

    /** The size of heads that share the hidden size evenly. */
    public static int evenHeadSize(int hiddenSize, int heads) {
        ModelConfig.requireWholeHeads(hiddenSize, heads);
        return hiddenSize / heads;
    }

    /**
     * The token that ends a text; of several listed ones the first. If config.json names none, generation_config.json
     * may.
     */
    public static OptionalInt endId(ModelConfig json) {
        Path generation = json.file().resolveSibling("generation_config.json");
        return !json.has(END_ID) && Files.isRegularFile(generation)
                ? named(new ModelConfig(generation, Json.read(generation, JsonNode.class)))
                : named(json);
    }

    private static OptionalInt named(ModelConfig json) {
        JsonNode several = json.json().path(END_ID);
        if (several.path(0).canConvertToInt()) {
            return OptionalInt.of(several.get(0).intValue());
        }
        return json.has(END_ID) ? OptionalInt.of(json.integer(END_ID, 0)) : OptionalInt.empty();
    }
}
