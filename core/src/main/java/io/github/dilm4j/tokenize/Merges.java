package io.github.dilm4j.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;

/**
 * The merges of a byte-pair model in a tokenizer.json. The native library removes the prefix of continued words from
 * the right token of each merge without checking it, and aborts the process if that token is shorter.
 */
final class Merges {
    private static final String PREFIX = "continuing_subword_prefix";

    private Merges() {}

    /**
     * Checks that the right token of every merge begins with the prefix.
     *
     * @param model of a tokenizer.json
     * @param place the file, for errors
     */
    static void check(JsonNode model, String place) {
        String prefix = model.path(PREFIX).asText();
        if (model.path(PREFIX).isNull() || prefix.isEmpty()) {
            return;
        }
        for (JsonNode merge : model.path("merges")) {
            String right = merge.isArray()
                    ? merge.path(1).asText()
                    : merge.asText().substring(merge.asText().indexOf(' ') + 1);
            if (!right.startsWith(prefix)) {
                throw InputException.at(
                        place,
                        "the merge " + merge + " does not continue a word: its right token lacks the '" + PREFIX + "' '"
                                + prefix + "'; export the tokenizer again");
            }
        }
    }
}
