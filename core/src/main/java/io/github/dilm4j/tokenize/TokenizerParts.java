package io.github.dilm4j.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Applies settings to the normalizer, the pre-tokenizer and the decoder of a tokenizer.json. */
final class TokenizerParts {
    private static final String NORMALIZER = "normalizer";
    private static final String NORMALIZERS = "normalizers";
    private static final String PRE_TOKENIZER = "pre_tokenizer";
    private static final String PRE_TOKENIZERS = "pretokenizers";
    private static final String DECODER = "decoder";
    private static final String DECODERS = "decoders";
    private static final String TYPE = "type";
    private static final String PREFIX_SPACE = "add_prefix_space";
    private static final String PREPEND = "prepend_scheme";

    private TokenizerParts() {}

    static void bert(ObjectNode tokenizer, String key, Boolean on) {
        for (ObjectNode part : parts(tokenizer.path(NORMALIZER), NORMALIZERS)) {
            if (is(part, "BertNormalizer")) {
                part.put(key, on);
            }
        }
    }

    static void byteLevelSpace(ObjectNode tokenizer, Boolean on) {
        for (ObjectNode part : parts(tokenizer.path(PRE_TOKENIZER), PRE_TOKENIZERS)) {
            if (is(part, "ByteLevel")) {
                part.put(PREFIX_SPACE, on);
            }
        }
    }

    /** @param scheme when a space is put before words: {@code always}, {@code first} or {@code never} */
    static void spaceBefore(ObjectNode tokenizer, String scheme) {
        List<ObjectNode> parts = new ArrayList<>(parts(tokenizer.path(PRE_TOKENIZER), PRE_TOKENIZERS));
        parts.addAll(parts(tokenizer.path(DECODER), DECODERS));
        for (ObjectNode part : parts) {
            if (is(part, "Metaspace") && !scheme.equals(scheme(part))) {
                part.put(PREPEND, scheme).remove(PREFIX_SPACE); // the form in older files
            }
        }
    }

    private static String scheme(ObjectNode metaspace) {
        return metaspace.path(PREPEND).asText(metaspace.path(PREFIX_SPACE).asBoolean(true) ? "always" : "never");
    }

    /** Llama's files add the space in the normalizer, or in the pre-tokenizer as other SentencePiece models do. */
    static void llamaSpace(ObjectNode tokenizer, Boolean on) {
        if (!on) {
            remove(tokenizer, NORMALIZER, NORMALIZERS, Set.of("Prepend"));
            remove(tokenizer, DECODER, DECODERS, Set.of("Strip"));
            spaceBefore(tokenizer, "never");
        }
    }

    static void lowerCase(ObjectNode tokenizer, Boolean on) {
        have(tokenizer, NORMALIZER, NORMALIZERS, on, List.of("Lowercase"), Set.of("Replace", "NFKD", "StripAccents"));
    }

    static void keepAccents(ObjectNode tokenizer, Boolean on) {
        have(tokenizer, NORMALIZER, NORMALIZERS, !on, List.of("NFKD", "StripAccents"), Set.of("Replace"));
    }

    static void splitByPunctuation(ObjectNode tokenizer, Boolean on) {
        have(tokenizer, PRE_TOKENIZER, PRE_TOKENIZERS, on, List.of("Punctuation"), Set.of());
    }

    /**
     * Adds parts of these types if they are missing, or removes them.
     *
     * @param key of the parts in the tokenizer
     * @param list the key of a sequence's parts
     * @param after types of leading parts that stay before the new ones
     */
    private static void have(
            ObjectNode tokenizer, String key, String list, boolean there, List<String> types, Set<String> after) {
        List<ObjectNode> parts = parts(tokenizer.path(key), list);
        if (!there) {
            remove(tokenizer, key, list, Set.copyOf(types));
            return;
        }
        if (types.stream().allMatch(type -> parts.stream().anyMatch(part -> is(part, type)))) {
            return;
        }
        int at = 0;
        while (at < parts.size() && after.contains(parts.get(at).path(TYPE).asText())) {
            at++;
        }
        List<ObjectNode> more = new ArrayList<>(parts);
        List<ObjectNode> added = new ArrayList<>();
        for (String type : types) {
            ObjectNode part = JsonNodeFactory.instance.objectNode().put(TYPE, type);
            added.add(type.equals("Punctuation") ? part.put("behavior", "Isolated") : part);
        }
        more.addAll(at, added);
        sequence(tokenizer, key, list, more);
    }

    private static void remove(ObjectNode tokenizer, String key, String list, Set<String> types) {
        List<ObjectNode> parts = parts(tokenizer.path(key), list);
        List<ObjectNode> left = parts.stream()
                .filter(part -> !types.contains(part.path(TYPE).asText()))
                .toList();
        if (left.size() < parts.size()) {
            sequence(tokenizer, key, list, left);
        }
    }

    private static void sequence(ObjectNode tokenizer, String key, String list, List<ObjectNode> parts) {
        if (parts.isEmpty()) {
            tokenizer.putNull(key);
            return;
        }
        ArrayNode sequence = tokenizer.putObject(key).put(TYPE, "Sequence").putArray(list);
        sequence.addAll(parts);
    }

    /** The parts of a sequence, including nested ones; a single part is a list of one, null an empty list. */
    private static List<ObjectNode> parts(JsonNode node, String list) {
        List<ObjectNode> parts = new ArrayList<>();
        if (is(node, "Sequence")) {
            node.path(list).forEach(part -> parts.addAll(parts(part, list)));
        } else if (node instanceof ObjectNode part) {
            parts.add(part);
        }
        return parts;
    }

    private static boolean is(JsonNode part, String type) {
        return part.path(TYPE).asText().equals(type);
    }
}
