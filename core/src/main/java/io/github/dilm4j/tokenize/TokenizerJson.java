package io.github.dilm4j.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import java.util.List;
import java.util.Map;

/** Builds the tokenizer.json trees of the supported kinds. */
final class TokenizerJson {
    static final String END_OF_TEXT = "<|endoftext|>";
    static final String PAD = "[PAD]";
    static final String UNK = "[UNK]";
    static final String CLS = "[CLS]";
    static final String SEP = "[SEP]";
    static final String MASK = "[MASK]";
    static final List<String> BERT_SPECIALS = List.of(PAD, UNK, CLS, SEP, MASK);

    static final List<String> ROBERTA_SPECIALS = List.of("<s>", "<pad>", "</s>", "<unk>", "<mask>");

    /** BERT's normalisation of a text; {@code stripAccents} null means as {@code lowerCase}. */
    record BertText(boolean lowerCase, boolean separateChinese, Boolean stripAccents) {}

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private TokenizerJson() {}

    /**
     * The live list of a tokenizer.json's added tokens; an empty list is created if it has none.
     *
     * @param place the file, for errors
     */
    static ArrayNode addedTokens(ObjectNode tokenizer, String place) {
        JsonNode added = tokenizer.path("added_tokens");
        if (added.isMissingNode() || added.isNull()) {
            return tokenizer.putArray("added_tokens");
        }
        if (added instanceof ArrayNode tokens) {
            return tokens;
        }
        throw InputException.at(place, "'added_tokens' is not a list; export the tokenizer again");
    }

    /** BERT's tokenizer over {@code vocabulary}, which holds the five special tokens (or at least [UNK]). */
    static ObjectNode wordPiece(Map<String, Integer> vocabulary, BertText text) {
        ObjectNode json = empty();
        ArrayNode added = json.putArray("added_tokens");
        for (Map.Entry<String, Integer> entry : vocabulary.entrySet()) {
            if (BERT_SPECIALS.contains(entry.getKey())) {
                added.add(AddedToken.special(entry.getKey()).toJson(entry.getValue()));
            }
        }
        ObjectNode normalizer = json.putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", true)
                .put("handle_chinese_chars", text.separateChinese());
        if (text.stripAccents() == null) {
            normalizer.putNull("strip_accents");
        } else {
            normalizer.put("strip_accents", text.stripAccents().booleanValue());
        }
        normalizer.put("lowercase", text.lowerCase());
        json.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        if (vocabulary.containsKey(CLS) && vocabulary.containsKey(SEP)) {
            json.set("post_processor", bertTemplate(vocabulary.get(CLS), vocabulary.get(SEP)));
        } else {
            json.putNull("post_processor");
        }
        json.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
        ObjectNode model = json.putObject("model")
                .put("type", "WordPiece")
                .put("unk_token", UNK)
                .put("continuing_subword_prefix", "##")
                .put("max_input_chars_per_word", 100);
        putVocabulary(model, vocabulary);
        return json;
    }

    /** GPT-2's byte-level tokenizer; {@code <|endoftext|>} is its special token if the vocabulary has it. */
    static ObjectNode byteLevel(Map<String, Integer> vocabulary, List<List<String>> merges, boolean addPrefixSpace) {
        ObjectNode json = empty();
        ArrayNode added = json.putArray("added_tokens");
        Integer endOfText = vocabulary.get(END_OF_TEXT);
        if (endOfText != null) {
            added.add(AddedToken.special(END_OF_TEXT).toJson(endOfText));
        }
        json.putNull("normalizer");
        json.set("pre_tokenizer", byteLevelPart(addPrefixSpace, true));
        json.set("post_processor", byteLevelPart(true, false));
        json.set("decoder", byteLevelPart(true, true));
        ObjectNode model = json.putObject("model").put("type", "BPE");
        model.putNull("dropout");
        model.putNull("unk_token");
        model.put("continuing_subword_prefix", "").put("end_of_word_suffix", "");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        putVocabulary(model, vocabulary);
        ArrayNode pairs = model.putArray("merges");
        for (List<String> merge : merges) {
            pairs.addArray().add(merge.get(0)).add(merge.get(1));
        }
        return json;
    }

    /** RoBERTa's byte-level tokenizer over {@code vocabulary}, which holds the five special tokens. */
    static ObjectNode roberta(Map<String, Integer> vocabulary, List<List<String>> merges, boolean addPrefixSpace) {
        ObjectNode json = byteLevel(vocabulary, merges, addPrefixSpace);
        ArrayNode added = json.putArray("added_tokens");
        for (String token : ROBERTA_SPECIALS) {
            boolean mask = token.equals("<mask>"); // it includes the space before it
            added.add(new AddedToken(token, true, mask, false, false, false).toJson(vocabulary.get(token)));
        }
        ObjectNode processor = json.putObject("post_processor").put("type", "RobertaProcessing");
        processor.putArray("sep").add("</s>").add(vocabulary.get("</s>"));
        processor.putArray("cls").add("<s>").add(vocabulary.get("<s>"));
        processor.put("trim_offsets", true).put("add_prefix_space", addPrefixSpace);
        return json;
    }

    /** tokenizer_config.json of RoBERTa. */
    static ObjectNode robertaConfig() {
        return JSON.objectNode()
                .put("tokenizer_class", "RobertaTokenizer")
                .put(SpecialRole.BOS.key, "<s>")
                .put(SpecialRole.EOS.key, "</s>")
                .put(SpecialRole.UNK.key, "<unk>")
                .put(SpecialRole.SEP.key, "</s>")
                .put(SpecialRole.PAD.key, "<pad>")
                .put(SpecialRole.CLS.key, "<s>")
                .put(SpecialRole.MASK.key, "<mask>")
                .put("add_prefix_space", false);
    }

    /** tokenizer_config.json of BERT. */
    static ObjectNode bertConfig(boolean lowerCase) {
        return JSON.objectNode()
                .put("tokenizer_class", "BertTokenizer")
                .put(SpecialRole.UNK.key, UNK)
                .put(SpecialRole.SEP.key, SEP)
                .put(SpecialRole.PAD.key, PAD)
                .put(SpecialRole.CLS.key, CLS)
                .put(SpecialRole.MASK.key, MASK)
                .put("do_lower_case", lowerCase);
    }

    /** tokenizer_config.json of GPT-2. */
    static ObjectNode gpt2Config() {
        return JSON.objectNode()
                .put("tokenizer_class", "GPT2Tokenizer")
                .put(SpecialRole.BOS.key, END_OF_TEXT)
                .put(SpecialRole.EOS.key, END_OF_TEXT)
                .put(SpecialRole.UNK.key, END_OF_TEXT)
                .put("add_prefix_space", false);
    }

    private static ObjectNode empty() {
        ObjectNode json = JSON.objectNode().put("version", "1.0");
        json.putNull("truncation");
        json.putNull("padding");
        return json;
    }

    private static ObjectNode byteLevelPart(boolean addPrefixSpace, boolean trimOffsets) {
        return JSON.objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", addPrefixSpace)
                .put("trim_offsets", trimOffsets)
                .put("use_regex", true);
    }

    private static ObjectNode bertTemplate(int cls, int sep) {
        ObjectNode template = JSON.objectNode().put("type", "TemplateProcessing");
        ArrayNode single = template.putArray("single");
        ArrayNode pair = template.putArray("pair");
        for (ArrayNode pieces : List.of(single, pair)) {
            pieces.add(piece("SpecialToken", CLS, 0));
            pieces.add(piece("Sequence", "A", 0));
            pieces.add(piece("SpecialToken", SEP, 0));
        }
        pair.add(piece("Sequence", "B", 1));
        pair.add(piece("SpecialToken", SEP, 1));
        ObjectNode specials = template.putObject("special_tokens");
        putTemplateToken(specials, CLS, cls);
        putTemplateToken(specials, SEP, sep);
        return template;
    }

    /** A post-processor that puts a token before every text. */
    static ObjectNode beginningWith(String token, int id) {
        ObjectNode template = JSON.objectNode().put("type", "TemplateProcessing");
        template.putArray("single").add(piece("SpecialToken", token, 0)).add(piece("Sequence", "A", 0));
        template.putArray("pair")
                .add(piece("SpecialToken", token, 0))
                .add(piece("Sequence", "A", 0))
                .add(piece("SpecialToken", token, 1))
                .add(piece("Sequence", "B", 1));
        putTemplateToken(template.putObject("special_tokens"), token, id);
        return template;
    }

    private static ObjectNode piece(String kind, String id, int typeId) {
        ObjectNode piece = JSON.objectNode();
        piece.putObject(kind).put("id", id).put("type_id", typeId);
        return piece;
    }

    private static void putTemplateToken(ObjectNode specials, String token, int id) {
        ObjectNode entry = specials.putObject(token).put("id", token);
        entry.putArray("ids").add(id);
        entry.putArray("tokens").add(token);
    }

    private static void putVocabulary(ObjectNode model, Map<String, Integer> vocabulary) {
        ObjectNode entries = model.putObject("vocab");
        vocabulary.forEach(entries::put);
    }
}
