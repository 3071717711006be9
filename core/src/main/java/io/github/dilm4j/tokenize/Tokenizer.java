package io.github.dilm4j.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.JavaMemory;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Converts text to token ids and back, with the same ids as Hugging Face tokenizers. Immutable and safe for many
 * threads; holds native memory until closed.
 */
public final class Tokenizer implements AutoCloseable {
    private static final String CLASS = "tokenizer_class";
    private static final String INPUTS = "model_input_names";

    /** Classes of transformers 5 that put other spaces before texts than the file's normalizer. */
    private static final Set<String> MAKING_THEIR_OWN_RULES = Set.of("LlamaTokenizer", "LlamaTokenizerFast");

    /** Characters of several scripts, which no vocabulary covers completely. */
    private static final List<String> UNKNOWN_LETTERS =
            List.of("\u6F22", "\u16A0", "\uA66E", "\u0F40", "\u13A0", "\u2603", "\uD80C\uDC00");

    private static final String MODEL_MAX_LENGTH = "model_max_length";

    /**
     * Keys of special tokens without a role, a list or an object of them; the second counts if the first has none.
     */
    static final List<String> FURTHER_SPECIALS = List.of("extra_special_tokens", "additional_special_tokens");

    private final byte[] json; // tokenizer.json, UTF-8
    private final ObjectNode config; // tokenizer_config.json
    private final String place;
    private final Vocabulary vocabulary;
    private final SpecialTokens specials;
    private final ClassifierTemplate template;
    private final NativeTokenizer encoder;
    private final List<String> warnings;

    private Tokenizer(ObjectNode tokenizer, ObjectNode config, String place, List<String> warnings) {
        this.config = config;
        this.place = place;
        leaveOutWhatChangesIds(tokenizer);
        addNamedTokens(tokenizer, config, place);
        this.vocabulary = new Vocabulary(tokenizer, place);
        this.specials = findSpecialTokens(tokenizer);
        boolean cutLeft = config.path("truncation_side").asText("right").equals("left");
        this.template = ClassifierTemplate.read(tokenizer.path("post_processor"), cutLeft, place);
        template.requireTokens(vocabulary::has, place);
        this.warnings =
                Stream.concat(warnings.stream(), vocabulary.warnings().stream()).toList();
        CharacterMap.check(tokenizer.path("normalizer"), place);
        Merges.check(tokenizer.path("model"), place);
        String text = Json.line(tokenizer);
        this.json = text.getBytes(StandardCharsets.UTF_8);
        this.encoder = build(text, place);
        requireUnknownToken();
    }

    /**
     * Opens the tokenizer of a Hugging Face folder: tokenizer.json, else vocab.txt (BERT WordPiece), else vocab.json
     * with merges.txt (GPT-2), together with tokenizer_config.json, special_tokens_map.json and added_tokens.json where
     * they exist.
     *
     * @throws InputException if the folder or its tokenizer is missing, or a file cannot be used
     */
    public static Tokenizer load(Path folder) {
        return JavaMemory.holding(folder, () -> of(TokenizerFolder.read(folder)));
    }

    static Tokenizer of(TokenizerFolder.Contents contents) {
        return new Tokenizer(contents.tokenizer(), contents.config(), contents.place(), contents.warnings());
    }

    /** Token ids of a text, without the special tokens of the model; added tokens in the text are recognised. */
    public int[] encode(String text) {
        return encoder.encode(text);
    }

    /** Like {@link #encode} of each text, on all cores. */
    public List<int[]> encodeAll(List<String> texts) {
        return List.of(encoder.encodeAll(texts));
    }

    /**
     * The special tokens that transformers puts before an encoded text, such as Llama's {@code <s>}; none for
     * GPT-2. {@link #encode} leaves them out.
     */
    public int[] leadingTokens() {
        return template.leading();
    }

    /**
     * Encodes one text or a pair for a classifier: for BERT {@code [CLS] a [SEP]} or {@code [CLS] a [SEP] b [SEP]}.
     * Longer texts are truncated like {@code longest_first} of transformers.
     *
     * @param texts one text, or two
     * @param maxTokens most tokens in the sequence, special ones included
     * @throws InputException if {@code maxTokens} leaves no room for a token of each text
     */
    public TokenSequence encodeForClassifier(List<String> texts, int maxTokens) {
        return encodeAllForClassifier(List.of(texts), maxTokens).get(0);
    }

    /** Like {@link #encodeForClassifier} of each, on all cores. */
    public List<TokenSequence> encodeAllForClassifier(List<List<String>> texts, int maxTokens) {
        List<String> all = new ArrayList<>();
        for (List<String> each : texts) {
            requireRoom(each.size(), maxTokens, "maxTokens");
            all.addAll(each);
        }
        int[][] ids = encoder.encodeAll(all);
        List<TokenSequence> sequences = new ArrayList<>(texts.size());
        int next = 0;
        for (List<String> each : texts) {
            List<int[]> encoded = each.size() == 1 ? List.of(ids[next]) : List.of(ids[next], ids[next + 1]);
            sequences.add(template.fill(encoded, maxTokens));
            next += each.size();
        }
        return sequences;
    }

    /** Like {@link #encodeAllForClassifier(List, int)}, without truncation. */
    public List<TokenSequence> encodeAllForClassifier(List<List<String>> texts) {
        return encodeAllForClassifier(texts, Integer.MAX_VALUE);
    }

    /**
     * The text of token ids, special tokens left out.
     *
     * @throws IllegalArgumentException if no token has an id
     */
    public String decode(int[] ids) {
        for (int id : ids) {
            vocabulary.token(id);
        }
        return encoder.decode(ids);
    }

    /** The warnings about overridden settings of the folder, a sentence each. */
    public List<String> warnings() {
        return warnings;
    }

    /** Highest token id + 1, added tokens included: the least number of rows of a model's embedding. */
    public int size() {
        return vocabulary.size();
    }

    public OptionalInt id(String token) {
        return vocabulary.id(token);
    }

    /**
     * The token in the form of the vocabulary (a byte-level token in its byte alphabet).
     *
     * @throws IllegalArgumentException if no token has the id
     */
    public String token(int id) {
        return vocabulary.token(id);
    }

    public SpecialTokens specialTokens() {
        return specials;
    }

    /** {@code model_max_length} of tokenizer_config.json, in tokens; empty if it has none or an infinite one. */
    public OptionalInt modelMaxLength() {
        JsonNode length = config.path(MODEL_MAX_LENGTH);
        return length.isInt() ? OptionalInt.of(length.intValue()) : OptionalInt.empty();
    }

    /** A new tokenizer that {@link #save} writes with this {@code model_max_length}. */
    public Tokenizer withModelMaxLength(int tokens) {
        return new Tokenizer(tree(), config.deepCopy().put(MODEL_MAX_LENGTH, tokens), place, List.of());
    }

    /** A new tokenizer whose padding token is this token of its vocabulary. */
    public Tokenizer withPadToken(String token) {
        if (vocabulary.id(token).isEmpty()) {
            throw new IllegalArgumentException("the vocabulary has no token '" + token + "' to pad with; add it first");
        }
        return new Tokenizer(tree(), config.deepCopy().put(SpecialRole.PAD.key, token), place, List.of());
    }

    /**
     * A new tokenizer with further added tokens. A token of the vocabulary keeps its id, an existing added token stays
     * unchanged, and all others get the ids after the last, in list order.
     */
    public Tokenizer withAddedTokens(List<AddedToken> tokens) {
        ObjectNode tokenizer = tree();
        for (AddedToken token : tokens) {
            add(tokenizer, token, place);
        }
        return new Tokenizer(tokenizer, config.deepCopy(), place, List.of());
    }

    /**
     * Writes tokenizer.json and tokenizer_config.json, which {@code transformers.AutoTokenizer} opens.
     *
     * @param folder made if it does not exist
     */
    public void save(Path folder) {
        AtomicFiles.write(folder.resolve(TokenizerFolder.TOKENIZER), file -> Files.write(file, json));
        AtomicFiles.writeString(folder.resolve(TokenizerFolder.CONFIG), Json.pretty(openedAsItIs(config)));
    }

    /** Names a class that uses tokenizer.json unchanged, if the original class would replace its rules. */
    private static ObjectNode openedAsItIs(ObjectNode config) {
        ObjectNode written = config.deepCopy();
        if (MAKING_THEIR_OWN_RULES.contains(written.path(CLASS).asText())) {
            written.put(CLASS, "PreTrainedTokenizerFast");
            if (!written.has(INPUTS)) {
                written.putArray(INPUTS).add("input_ids").add("attention_mask");
            }
        }
        return written;
    }

    @Override
    public void close() {
        encoder.close();
    }

    /** Encodes a test text: the native library reports a missing unknown token only at an unknown character. */
    private void requireUnknownToken() {
        try {
            encoder.encodeAll(UNKNOWN_LETTERS);
        } catch (InputException e) {
            encoder.close();
            throw new InputException(
                    place + ": cannot encode text that is not in its vocabulary ("
                            + e.getCause().getMessage()
                            + "); add its unknown token to the vocabulary, or export the tokenizer again",
                    e);
        }
    }

    private ObjectNode tree() {
        try {
            return (ObjectNode) Json.STRICT.readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException("written by this class", e);
        }
    }

    /**
     * @param setting how the user names {@code maxTokens}
     * @throws InputException if {@code maxTokens} leaves no room for a token of each text of a classifier's sequence
     */
    public void requireRoom(int texts, int maxTokens, String setting) {
        if (texts < 1 || texts > 2) {
            throw new IllegalArgumentException("a classifier reads one text or two, got " + texts);
        }
        int least = template.specialTokens(texts) + texts;
        if (maxTokens < least) {
            throw InputException.at(
                    setting,
                    "must be at least " + least + " for " + (texts == 1 ? "a text" : "two texts") + " with "
                            + template.specialTokens(texts) + " special tokens, got " + maxTokens);
        }
    }

    /** Removes padding and truncation, which are done elsewhere, and dropout, which would make ids random. */
    private static void leaveOutWhatChangesIds(ObjectNode tokenizer) {
        tokenizer.putNull("truncation");
        tokenizer.putNull("padding");
        if (tokenizer.path("model").has("dropout")) {
            ((ObjectNode) tokenizer.get("model")).putNull("dropout");
        }
    }

    /**
     * Adds the tokens with a role as transformers does: as special added tokens, at the end of the vocabulary if they
     * are new.
     */
    private static void addNamedTokens(ObjectNode tokenizer, ObjectNode config, String place) {
        for (SpecialRole role : SpecialRole.values()) {
            addSpecial(tokenizer, config.path(role.key), place);
        }
        JsonNode further = config.path(FURTHER_SPECIALS.get(0));
        for (JsonNode named : further.isEmpty() ? config.path(FURTHER_SPECIALS.get(1)) : further) {
            addSpecial(tokenizer, named, place);
        }
    }

    private static void addSpecial(ObjectNode tokenizer, JsonNode named, String place) {
        String content = content(named);
        if (!content.isEmpty()) {
            add(
                    tokenizer,
                    new AddedToken(
                            content,
                            true,
                            named.path("lstrip").asBoolean(),
                            named.path("rstrip").asBoolean(),
                            named.path("single_word").asBoolean(),
                            named.path("normalized").asBoolean()),
                    place);
        }
    }

    private static void add(ObjectNode tokenizer, AddedToken token, String place) {
        ArrayNode added = TokenizerJson.addedTokens(tokenizer, place);
        Set<String> known = new HashSet<>();
        added.forEach(entry -> known.add(entry.path("content").asText()));
        if (known.add(token.content())) {
            Vocabulary before = new Vocabulary(tokenizer, place);
            OptionalInt id = before.id(token.content());
            added.add(token.toJson(id.isPresent() ? id.getAsInt() : before.nextAddedId()));
        }
    }

    private SpecialTokens findSpecialTokens(ObjectNode tokenizer) {
        Set<String> special = new HashSet<>();
        tokenizer.path("added_tokens").forEach(token -> {
            if (token.path("special").asBoolean()) {
                special.add(token.path("content").asText());
            }
        });
        return new SpecialTokens(
                find(SpecialRole.BOS, special),
                find(SpecialRole.EOS, special),
                find(SpecialRole.PAD, special),
                find(SpecialRole.UNK, special),
                find(SpecialRole.CLS, special),
                find(SpecialRole.SEP, special),
                find(SpecialRole.MASK, special));
    }

    /** The token that the config names, or else a special token with a usual spelling. */
    private OptionalInt find(SpecialRole role, Set<String> special) {
        if (config.has(role.key)) {
            String named = content(config.get(role.key));
            return named.isEmpty() ? OptionalInt.empty() : vocabulary.id(named);
        }
        return role.spellings().stream()
                .filter(special::contains)
                .findFirst()
                .map(vocabulary::id)
                .orElse(OptionalInt.empty());
    }

    /** Reads a token: its text, or an object with its text and flags; null means none. */
    static String content(JsonNode token) {
        if (token.isObject()) {
            return token.path("content").asText();
        }
        return token.isTextual() ? token.asText() : "";
    }

    private static NativeTokenizer build(String json, String place) {
        try {
            return new NativeTokenizer(json, place);
        } catch (LinkageError e) {
            throw new InputException(
                    "the tokenizers' native library cannot be loaded on this machine (" + e + "); it exists for Linux, "
                            + "64-bit Windows and Apple-silicon Macs, and unpacks itself into "
                            + "~/.djl.ai or the folder of the environment variable DJL_CACHE_DIR",
                    e);
        } catch (RuntimeException e) {
            throw new InputException(place + ": cannot be used as a tokenizer (" + e.getMessage() + ")", e);
        }
    }
}
