package io.github.dilm4j.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Maps tokens to ids and back, including added tokens. */
final class Vocabulary {
    private static final int SHOWN = 3;

    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Integer, String> tokens = new HashMap<>();
    private final String place;
    private final int modelTokens;
    private int size;
    private int nextAddedId;
    private final List<String> repeated = new ArrayList<>();

    /**
     * Reads {@code model.vocab} and {@code added_tokens} of a tokenizer.json.
     *
     * @param place the file, for errors
     */
    Vocabulary(JsonNode tokenizer, String place) {
        this.place = place;
        JsonNode model = tokenizer.path("model").path("vocab");
        if (model.isObject()) {
            model.properties().forEach(entry -> put(entry.getKey(), entry.getValue()));
        } else if (model.isArray()) { // a Unigram model: [token, score], in id order
            int id = 0;
            for (JsonNode entry : model) {
                putPiece(entry.path(0).asText(), id++);
            }
        } else {
            throw InputException.at(place, "has no 'model' with a 'vocab': it is not a tokenizer; export it again");
        }
        modelTokens = model.size();
        nextAddedId = modelTokens;
        tokenizer.path("added_tokens").forEach(this::putAdded);
    }

    /**
     * Checks the ids of new tokens: the library ignores the ids in the file, so they must equal the ones that it
     * assigns.
     */
    private void putAdded(JsonNode entry) {
        String token = entry.path("content").asText();
        if (!ids.containsKey(token) && entry.path("id").asInt() != nextAddedId) {
            throw InputException.at(
                    place,
                    "the added token '" + token + "' has the id "
                            + entry.path("id").asText("?")
                            + ", but the next free one is " + nextAddedId
                            + "; ids of added tokens follow the vocabulary without gaps");
        }
        put(token, entry.path("id"));
        nextAddedId = Math.max(nextAddedId, ids.get(token) + 1);
    }

    /** Adds a piece; encoding uses the last of two equal pieces. */
    private void putPiece(String token, int id) {
        tokens.put(id, token);
        Integer before = ids.put(token, id);
        if (before != null) {
            repeated.add("'" + token + "' (ids " + before + " and " + id + ")");
        }
        size = id + 1;
    }

    /** A warning about tokens that the vocabulary has twice. */
    List<String> warnings() {
        return repeated.isEmpty()
                ? List.of()
                : List.of(place + ": has tokens twice: " + Abridged.list(repeated, SHOWN)
                        + "; the last id of each is used, as in transformers");
    }

    OptionalInt id(String token) {
        Integer id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Whether a token has the id. */
    boolean has(int id) {
        return tokens.containsKey(id);
    }

    /** Checks an id; throws IllegalArgumentException if no token has it. */
    String token(int id) {
        String token = tokens.get(id);
        if (token == null) {
            throw new IllegalArgumentException(
                    "no token has the id " + id + "; the vocabulary has the ids 0 to " + (size - 1));
        }
        return token;
    }

    /** Highest id + 1. */
    int size() {
        return size;
    }

    /** The id that the Hugging Face library gives the next added token. */
    int nextAddedId() {
        if (tokens.containsKey(nextAddedId)) {
            throw InputException.at(
                    place,
                    "has " + modelTokens + " tokens but ids up to " + (size - 1)
                            + ": with such gaps no token can be added; renumber its vocabulary");
        }
        return nextAddedId;
    }

    private void put(String token, JsonNode id) {
        if (!id.canConvertToInt() || !id.isIntegralNumber() || id.intValue() < 0) {
            throw InputException.at(place, "the id of the token '" + token + "' is " + id + ", not a number from 0");
        }
        put(token, id.intValue());
    }

    private void put(String token, int id) {
        String other = tokens.put(id, token);
        if (other != null && !other.equals(token)) {
            throw InputException.at(place, "the tokens '" + other + "' and '" + token + "' have the same id, " + id);
        }
        Integer before = ids.put(token, id);
        if (before != null && before != id) {
            throw InputException.at(place, "the token '" + token + "' has two ids, " + before + " and " + id);
        }
        size = Math.max(size, id + 1);
    }
}
