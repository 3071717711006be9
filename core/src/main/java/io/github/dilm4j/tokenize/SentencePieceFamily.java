package io.github.dilm4j.tokenize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.tokenize.SentencePieceFile.Piece;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The families of models with a Unigram tokenizer of SentencePiece (Kudo 2018). They differ in the normalisation of
 * texts, the shift of ids, and the special tokens around texts.
 */
enum SentencePieceFamily {
    ALBERT("albert", "AlbertTokenizer", "[CLS] A [SEP]", "[CLS] A [SEP] B:1 [SEP]:1", true),
    DEBERTA("deberta-v2", "DebertaV2Tokenizer", "[CLS] A [SEP]", "[CLS] A [SEP] B:1 [SEP]:1", false),
    XLM_ROBERTA("xlm-roberta", "XLMRobertaTokenizer", "<s> A </s>", "<s> A </s> </s> B </s>", true),
    XLNET("xlnet", "XLNetTokenizer", "A <sep> <cls>:2", "A <sep> B:1 <sep>:1 <cls>:2", true);

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String SPACE = "\u2581"; // SentencePiece's symbol for a space
    private static final float UNLIKELY = 100; // subtracted from the score of a piece that the family does not use
    private static final int XLM_SHIFTED = 3; // the first pieces, which XLM-RoBERTa replaces by its own

    private final String modelType;
    private final String tokenizerClass;
    private final String single;
    private final String pair;
    private final boolean maskTakesSpace;

    SentencePieceFamily(String modelType, String tokenizerClass, String single, String pair, boolean maskTakesSpace) {
        this.modelType = modelType;
        this.tokenizerClass = tokenizerClass;
        this.single = single;
        this.pair = pair;
        this.maskTakesSpace = maskTakesSpace;
    }

    /** Finds the family by the {@code model_type} of a config.json. */
    static Optional<SentencePieceFamily> of(String modelType) {
        for (SentencePieceFamily family : values()) {
            if (family.modelType.equals(modelType)) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }

    /** The default tokenizer_config.json. */
    ObjectNode config() {
        ObjectNode config = JSON.objectNode().put("tokenizer_class", tokenizerClass);
        specials().forEach((role, token) -> config.put(role.key, token));
        return config;
    }

    /**
     * The tokenizer.json of a model file.
     *
     * @param config tokenizer_config.json, of which {@code do_lower_case}, {@code keep_accents} and {@code
     *     split_by_punct} are read
     */
    ObjectNode tokenizer(SentencePieceFile file, ObjectNode config) {
        List<Piece> pieces = pieces(file);
        List<String> ids = new ArrayList<>(pieces.stream().map(Piece::text).toList());
        ObjectNode json = JSON.objectNode().put("version", "1.0");
        json.putNull("truncation").putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        added(file, ids).forEach((token, entry) -> added.add(entry));
        json.set("normalizer", sequence("normalizers", normalizers(file, config)));
        json.set("pre_tokenizer", sequence("pretokenizers", preTokenizers(config)));
        json.set("post_processor", template(ids));
        json.set("decoder", metaspace());
        ObjectNode model = json.putObject("model")
                .put("type", "Unigram")
                .put("unk_id", this == XLM_ROBERTA ? XLM_SHIFTED : file.unknownId());
        ArrayNode vocabulary = model.putArray("vocab");
        pieces.forEach(piece -> vocabulary.addArray().add(piece.text()).add((double) piece.score()));
        model.put("byte_fallback", false);
        return json;
    }

    /** The pieces in the order of the model's ids. */
    private List<Piece> pieces(SentencePieceFile file) {
        List<Piece> pieces = new ArrayList<>();
        switch (this) {
            case DEBERTA -> pieces.addAll(file.pieces());
            case XLM_ROBERTA -> {
                List.of("<s>", "<pad>", "</s>", "<unk>").forEach(token -> pieces.add(control(token)));
                file.pieces().stream().skip(XLM_SHIFTED).forEach(pieces::add);
                pieces.add(control("<mask>"));
            }
            case ALBERT, XLNET ->
                file.pieces()
                        .forEach(piece -> pieces.add(endsInNumberAndComma(piece.text()) ? unlikely(piece) : piece));
        }
        return pieces;
    }

    private static Piece control(String token) {
        return new Piece(token, 0, Piece.CONTROL);
    }

    private static Piece unlikely(Piece piece) {
        return new Piece(piece.text(), piece.score() - UNLIKELY, piece.kind());
    }

    /** ALBERT and XLNet split "1,000," differently from their model. */
    private static boolean endsInNumberAndComma(String piece) {
        int last = piece.length() - 1;
        return last >= 1 && piece.charAt(last) == ',' && Character.isDigit(piece.charAt(last - 1));
    }

    /** Tokens that are matched literally in a text; those that are not pieces get the ids after the last one. */
    private Map<String, ObjectNode> added(SentencePieceFile file, List<String> ids) {
        Map<String, ObjectNode> added = new LinkedHashMap<>();
        for (Piece piece : file.pieces()) {
            if (ids.contains(piece.text()) && piece.isAdded()) {
                boolean special = piece.kind() == Piece.CONTROL;
                added.put(
                        piece.text(),
                        new AddedToken(piece.text(), special, false, false, false, false)
                                .toJson(ids.indexOf(piece.text())));
            }
        }
        specials().forEach((role, token) -> {
            if (!ids.contains(token)) {
                ids.add(token);
            }
            boolean space = role == SpecialRole.MASK && maskTakesSpace;
            added.put(token, new AddedToken(token, true, space, false, false, false).toJson(ids.indexOf(token)));
        });
        return added;
    }

    private Map<SpecialRole, String> specials() {
        boolean brackets = this == ALBERT || this == DEBERTA;
        String start = brackets ? "[CLS]" : "<s>";
        String end = brackets ? "[SEP]" : "</s>";
        Map<SpecialRole, String> specials = new LinkedHashMap<>();
        specials.put(SpecialRole.BOS, start);
        specials.put(SpecialRole.EOS, end);
        specials.put(SpecialRole.UNK, this == DEBERTA ? "[UNK]" : "<unk>");
        specials.put(SpecialRole.SEP, this == XLNET ? "<sep>" : end);
        specials.put(SpecialRole.PAD, this == DEBERTA ? "[PAD]" : "<pad>");
        specials.put(SpecialRole.CLS, this == XLNET ? "<cls>" : start);
        specials.put(SpecialRole.MASK, brackets ? "[MASK]" : "<mask>");
        return specials;
    }

    private List<ObjectNode> normalizers(SentencePieceFile file, ObjectNode config) {
        List<ObjectNode> normalizers = new ArrayList<>();
        boolean quotes = this == ALBERT || this == XLNET;
        if (quotes) {
            normalizers.add(replace("String", "``", "\""));
            normalizers.add(replace("String", "''", "\""));
            if (!config.path("keep_accents").asBoolean(false)) {
                normalizers.add(node("NFKD"));
                normalizers.add(node("StripAccents"));
            }
        }
        if (config.path("do_lower_case").asBoolean(this == ALBERT)) {
            normalizers.add(node("Lowercase"));
        }
        if (this == DEBERTA) {
            normalizers.add(node("Strip").put("strip_left", true).put("strip_right", true));
        }
        if (file.characterMap().length > 0) {
            normalizers.add(node("Precompiled")
                    .put("precompiled_charsmap", Base64.getEncoder().encodeToString(file.characterMap())));
        }
        if (this == XLM_ROBERTA) {
            normalizers.add(node("Strip").put("strip_left", false).put("strip_right", true));
        }
        normalizers.add(replace("Regex", " {2,}", this == XLM_ROBERTA ? SPACE : " "));
        return normalizers;
    }

    private List<ObjectNode> preTokenizers(ObjectNode config) {
        List<ObjectNode> parts = new ArrayList<>();
        if (this == DEBERTA && config.path("split_by_punct").asBoolean(false)) {
            parts.add(node("Punctuation").put("behavior", "Isolated"));
        }
        if (this == ALBERT || this == XLNET) {
            parts.add(node("WhitespaceSplit")); // otherwise a trailing space becomes a piece
        }
        parts.add(metaspace());
        return parts;
    }

    private ObjectNode template(List<String> ids) {
        ObjectNode template = node("TemplateProcessing");
        ObjectNode tokens = JSON.objectNode();
        for (String form : List.of("single", "pair")) {
            ArrayNode pieces = template.putArray(form);
            for (String part : (form.equals("single") ? single : pair).split(" ", -1)) {
                String[] nameAndType = part.split(":", -1);
                String name = nameAndType[0];
                boolean text = name.equals("A") || name.equals("B");
                pieces.addObject()
                        .putObject(text ? "Sequence" : "SpecialToken")
                        .put("id", name)
                        .put("type_id", nameAndType.length == 1 ? 0 : Integer.parseInt(nameAndType[1]));
                if (!text) {
                    ObjectNode token = tokens.putObject(name).put("id", name);
                    token.putArray("ids").add(ids.indexOf(name));
                    token.putArray("tokens").add(name);
                }
            }
        }
        template.set("special_tokens", tokens);
        return template;
    }

    private static ObjectNode metaspace() {
        return node("Metaspace")
                .put("replacement", SPACE)
                .put("prepend_scheme", "always")
                .put("split", true);
    }

    private static ObjectNode replace(String kind, String what, String by) {
        ObjectNode replace = node("Replace");
        replace.putObject("pattern").put(kind, what);
        return replace.put("content", by);
    }

    private static ObjectNode sequence(String key, List<ObjectNode> parts) {
        ObjectNode sequence = node("Sequence");
        sequence.putArray(key).addAll(parts);
        return sequence;
    }

    private static ObjectNode node(String type) {
        return JSON.objectNode().put("type", type);
    }
}
