package io.github.dilm4j.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the tokenizer files of a Hugging Face folder into one tokenizer.json and one tokenizer_config.json. */
final class TokenizerFolder {
    static final String TOKENIZER = "tokenizer.json";
    static final String CONFIG = "tokenizer_config.json";
    private static final String SPECIAL_TOKENS = "special_tokens_map.json";
    private static final String ADDED_TOKENS = "added_tokens.json";
    private static final String WORD_PIECE_VOCABULARY = "vocab.txt";
    private static final String BYTE_PAIR_VOCABULARY = "vocab.json";
    private static final String MERGES = "merges.txt";
    private static final List<String> SENTENCE_PIECE = List.of("spm.model", "spiece.model", "sentencepiece.bpe.model");
    private static final String MODEL_CONFIG = "config.json";
    private static final int SHOWN = 3;

    /**
     * A tokenizer before its native part is built.
     *
     * @param place the file that the tokens come from, for errors
     * @param warnings about overridden settings, a sentence each
     */
    record Contents(ObjectNode tokenizer, ObjectNode config, String place, List<String> warnings) {}

    private final Path folder;
    private final List<String> warnings = new ArrayList<>();

    private TokenizerFolder(Path folder) {
        this.folder = folder;
    }

    static Contents read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw InputException.at(
                    folder,
                    Files.exists(folder)
                            ? "is not a folder; name the folder that it is in"
                            : "there is no such folder; check the path");
        }
        return new TokenizerFolder(folder).read();
    }

    private Contents read() {
        ObjectNode config = readObjectIfThere(CONFIG);
        mergeSpecialTokens(config);
        if (has(TOKENIZER)) {
            ObjectNode tokenizer = readObject(TOKENIZER);
            TokenizerClass.of(config, modelConfig()).ifPresent(kind -> heed(kind, config, tokenizer));
            addLegacyTokens(tokenizer, config, TOKENIZER);
            return contents(tokenizer, config, TOKENIZER);
        }
        if (has(WORD_PIECE_VOCABULARY)) {
            ObjectNode tokenizer = readWordPiece(config);
            addLegacyTokens(tokenizer, config, WORD_PIECE_VOCABULARY);
            return contents(tokenizer, withDefaults(config, TokenizerJson.bertConfig(true)), WORD_PIECE_VOCABULARY);
        }
        if (has(BYTE_PAIR_VOCABULARY) && has(MERGES)) {
            boolean roberta = isRoberta(config);
            ObjectNode tokenizer = readByteLevel(config, roberta);
            addLegacyTokens(tokenizer, config, BYTE_PAIR_VOCABULARY);
            ObjectNode defaults = roberta ? TokenizerJson.robertaConfig() : TokenizerJson.gpt2Config();
            return contents(tokenizer, withDefaults(config, defaults), BYTE_PAIR_VOCABULARY);
        }
        for (String name : SENTENCE_PIECE) {
            if (has(name)) {
                return readSentencePiece(name, config);
            }
        }
        throw InputException.at(
                folder,
                "has no tokenizer: looked for tokenizer.json, then vocab.txt, then vocab.json with merges.txt, then "
                        + String.join(", ", SENTENCE_PIECE));
    }

    private void heed(TokenizerClass kind, ObjectNode config, ObjectNode tokenizer) {
        for (String change : kind.heed(config, tokenizer)) {
            warnings.add(place(CONFIG) + ": " + change + " tokenizer.json, as in transformers' " + kind.title());
        }
    }

    private Contents readSentencePiece(String name, ObjectNode config) {
        String type = modelConfig().path("model_type").asText();
        SentencePieceFamily family = SentencePieceFamily.of(type)
                .orElseThrow(() -> InputException.at(
                        folder.resolve(name),
                        "is a SentencePiece model, and it is not known what a model of type '" + type
                                + "' (config.json)"
                                + " does beside it; add its tokenizer.json (transformers:"
                                + " AutoTokenizer.from_pretrained(folder).save_pretrained(folder))"));
        ObjectNode tokenizer = family.tokenizer(SentencePieceFile.read(folder.resolve(name)), config);
        addLegacyTokens(tokenizer, config, name);
        return contents(tokenizer, withDefaults(config, family.config()), name);
    }

    private ObjectNode readWordPiece(ObjectNode config) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        List<String> lines = readLines(WORD_PIECE_VOCABULARY);
        List<String> repeated = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Integer before = vocabulary.put(lines.get(i), i);
            if (before != null) {
                repeated.add("'" + lines.get(i) + "' (lines " + (before + 1) + " and " + (i + 1) + ")");
            }
        }
        if (!repeated.isEmpty()) {
            warnings.add(place(WORD_PIECE_VOCABULARY) + ": has tokens twice: " + Abridged.list(repeated, SHOWN)
                    + "; the last line of each is used, as in transformers");
        }
        if (!vocabulary.containsKey(TokenizerJson.UNK)) {
            throw InputException.at(
                    place(WORD_PIECE_VOCABULARY),
                    "has no token [UNK], which words outside the vocabulary need; is it a BERT vocabulary?");
        }
        JsonNode stripAccents = config.path("strip_accents");
        return TokenizerJson.wordPiece(
                vocabulary,
                new TokenizerJson.BertText(
                        config.path("do_lower_case").asBoolean(true),
                        config.path("tokenize_chinese_chars").asBoolean(true),
                        stripAccents.isBoolean() ? stripAccents.booleanValue() : null));
    }

    /** Whether vocab.json and merges.txt are RoBERTa's; else they are GPT-2's. */
    private boolean isRoberta(ObjectNode config) {
        ObjectNode model = modelConfig();
        TokenizerClass kind = TokenizerClass.of(config, model).orElse(null);
        boolean known = kind == TokenizerClass.ROBERTA || kind == TokenizerClass.GPT2;
        String named = kind == null ? TokenizerClass.named(config, model) : kind.title();
        if (!known && !named.isEmpty()) {
            throw InputException.at(
                    folder,
                    "has vocab.json and merges.txt of a " + named
                            + ", and only GPT2Tokenizer and RobertaTokenizer are read from these; add its"
                            + " tokenizer.json");
        }
        return kind == TokenizerClass.ROBERTA;
    }

    private ObjectNode readByteLevel(ObjectNode config, boolean roberta) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        readObject(BYTE_PAIR_VOCABULARY).properties().forEach(entry -> {
            if (!entry.getValue().isInt()) {
                throw InputException.at(
                        place(BYTE_PAIR_VOCABULARY),
                        "the id of the token '" + entry.getKey() + "' is " + entry.getValue()
                                + ", not a number from 0");
            }
            vocabulary.put(entry.getKey(), entry.getValue().intValue());
        });
        boolean prefixSpace = config.path("add_prefix_space").asBoolean(false);
        List<List<String>> merges = readMerges(vocabulary.keySet());
        if (!roberta) {
            ObjectNode tokenizer = TokenizerJson.byteLevel(vocabulary, merges, prefixSpace);
            String first = Tokenizer.content(config.path(SpecialRole.BOS.key));
            if (config.path("add_bos_token").asBoolean(false) && vocabulary.containsKey(first)) { // OPT's
                tokenizer.set("post_processor", TokenizerJson.beginningWith(first, vocabulary.get(first)));
            }
            return tokenizer;
        }
        for (String token : TokenizerJson.ROBERTA_SPECIALS) {
            if (!vocabulary.containsKey(token)) {
                throw InputException.at(
                        place(BYTE_PAIR_VOCABULARY),
                        "has no token " + token + ", which RoBERTa needs; is it a RoBERTa vocabulary?");
            }
        }
        return TokenizerJson.roberta(vocabulary, merges, prefixSpace);
    }

    private List<List<String>> readMerges(Set<String> vocabulary) {
        List<String> lines = readLines(MERGES);
        List<List<String>> merges = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isEmpty() || (i == 0 && line.startsWith("#version"))) {
                continue;
            }
            String at = place(MERGES) + ":" + (i + 1);
            String[] pair = line.split(" ", -1);
            if (pair.length != 2) {
                throw InputException.at(at, "a merge is two tokens with a space between them, got '" + line + "'");
            }
            for (String token : List.of(pair[0], pair[1], pair[0] + pair[1])) {
                if (!vocabulary.contains(token)) {
                    throw InputException.at(
                            at,
                            "the merge '" + line + "' needs the token '" + token
                                    + "', which vocab.json does not have; do the two files belong together?");
                }
            }
            merges.add(List.of(pair[0], pair[1]));
        }
        return merges;
    }

    /** Adds the tokens of special_tokens_map.json that tokenizer_config.json leaves out. */
    private void mergeSpecialTokens(ObjectNode config) {
        ObjectNode specials = readObjectIfThere(SPECIAL_TOKENS);
        Stream<String> roles = Arrays.stream(SpecialRole.values()).map(role -> role.key);
        Stream.concat(roles, Tokenizer.FURTHER_SPECIALS.stream())
                .filter(key -> !config.has(key) && specials.has(key))
                .forEach(key -> config.set(key, specials.get(key)));
    }

    /**
     * Adds tokens that the tokenizer lacks and that tokenizer_config.json ({@code added_tokens_decoder}) or
     * added_tokens.json lists with their ids, in id order.
     */
    private void addLegacyTokens(ObjectNode tokenizer, ObjectNode config, String source) {
        ArrayNode added = TokenizerJson.addedTokens(tokenizer, place(source));
        Set<String> known = new HashSet<>();
        added.forEach(token -> known.add(token.path("content").asText()));
        TreeMap<Integer, AddedToken> missing = new TreeMap<>();
        config.path("added_tokens_decoder").properties().forEach(entry -> {
            JsonNode flags = entry.getValue();
            missing.put(
                    parseId(entry.getKey()),
                    new AddedToken(
                            text(CONFIG, flags.path("content").asText()),
                            flags.path("special").asBoolean(),
                            flags.path("lstrip").asBoolean(),
                            flags.path("rstrip").asBoolean(),
                            flags.path("single_word").asBoolean(),
                            flags.path("normalized").asBoolean()));
        });
        if (!source.equals(TOKENIZER)) { // otherwise transformers does not read it either
            readObjectIfThere(ADDED_TOKENS)
                    .properties()
                    .forEach(entry -> missing.putIfAbsent(
                            entry.getValue().asInt(), AddedToken.ordinary(text(ADDED_TOKENS, entry.getKey()))));
        }
        missing.forEach((id, token) -> {
            if (known.add(token.content())) {
                added.add(token.toJson(id));
            }
        });
        config.remove("added_tokens_decoder"); // tokenizer.json has them all now
    }

    private String text(String file, String token) {
        if (token.isEmpty()) {
            throw InputException.at(place(file), "lists an added token without text; give it one, or remove it");
        }
        return token;
    }

    private int parseId(String id) {
        try {
            return Integer.parseInt(id);
        } catch (NumberFormatException e) {
            throw new InputException(
                    place(CONFIG) + ": a key of added_tokens_decoder is a token id, got '" + id + "'", e);
        }
    }

    private static ObjectNode withDefaults(ObjectNode config, ObjectNode defaults) {
        defaults.properties().forEach(entry -> {
            if (!config.has(entry.getKey())) {
                config.set(entry.getKey(), entry.getValue());
            }
        });
        return config;
    }

    private Contents contents(ObjectNode tokenizer, ObjectNode config, String source) {
        return new Contents(tokenizer, config, place(source), List.copyOf(warnings));
    }

    private ObjectNode modelConfig() {
        return readObjectIfThere(MODEL_CONFIG);
    }

    private ObjectNode readObjectIfThere(String name) {
        return has(name) ? readObject(name) : JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode readObject(String name) {
        JsonNode json = Json.read(folder.resolve(name), JsonNode.class);
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw InputException.at(place(name), "is not a JSON object");
    }

    private List<String> readLines(String name) {
        try {
            return Files.readAllLines(folder.resolve(name));
        } catch (CharacterCodingException e) {
            throw new InputException(place(name) + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw new InputException(place(name) + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
    }

    private boolean has(String name) {
        return Files.isRegularFile(folder.resolve(name));
    }

    private String place(String name) {
        return folder.resolve(name).toString();
    }
}
