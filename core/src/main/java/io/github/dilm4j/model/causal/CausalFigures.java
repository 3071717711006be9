package io.github.dilm4j.model.causal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ModelConfig;

/**
 * The figures that any causal transformer has.
 *
 * @param vocabularySize rows of the token table
 * @param keyValueHeads heads of keys and values; each serves {@code heads / keyValueHeads} heads of queries
 * @param headSize values of one head
 * @param maxTokens longest sequence
 * @param endId id of the token that ends a text
 * @param tied whether the output layer is the token table
 */
public record CausalFigures(
        int vocabularySize,
        int hiddenSize,
        int layers,
        int heads,
        int keyValueHeads,
        int headSize,
        int feedForwardSize,
        int maxTokens,
        int endId,
        boolean tied,
        double initializerRange) {

    public CausalFigures {
        if (heads % keyValueHeads != 0) {
            throw new InputException("the " + heads + " attention heads are no multiple of the " + keyValueHeads
                    + " key-value heads; choose numbers that divide");
        }
        if (endId < 0 || endId >= vocabularySize) {
            throw new InputException("the end token's id " + endId + " is not below the vocabulary size "
                    + vocabularySize + "; does the config belong to this tokenizer?");
        }
    }

    /** The size of heads that share the hidden size evenly. */
    public static int evenHeadSize(int hiddenSize, int heads) {
        if (hiddenSize % heads != 0) {
            throw new InputException("hidden size " + hiddenSize + " is no multiple of the " + heads
                    + " attention heads; choose sizes that divide");
        }
        return hiddenSize / heads;
    }

    /** The token that ends a text; the first, where a config lists several. */
    public static int endId(ModelConfig json) {
        JsonNode several = json.json().path("eos_token_id");
        if (several.isArray() && several.path(0).canConvertToInt()) {
            return several.get(0).intValue();
        }
        return json.integer("eos_token_id", 0);
    }
}
