package io.github.dilm4j.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tokenizer classes of transformers 5 that build parts of a tokenizer from the settings of tokenizer_config.json
 * and ignore those of tokenizer.json. A missing setting has the default of the class.
 */
final class TokenizerClass {
    /**
     * A setting of tokenizer_config.json.
     *
     * @param otherwise the default; null for neither on nor off
     */
    private record Setting(String key, Boolean otherwise, Making making) {}

    private interface Making {
        /** Changes a tokenizer.json; {@code on} is null only if the setting's default is. */
        void make(ObjectNode tokenizer, Boolean on);
    }

    private static final String LOWER_CASE = "do_lower_case";
    private static final String PREFIX_SPACE = "add_prefix_space";

    static final TokenizerClass ALBERT = new TokenizerClass(
            "Albert",
            new Setting(LOWER_CASE, true, TokenizerParts::lowerCase),
            new Setting("keep_accents", false, TokenizerParts::keepAccents),
            new Setting(PREFIX_SPACE, true, (json, on) -> TokenizerParts.spaceBefore(json, on ? "always" : "never")));
    static final TokenizerClass BERT = new TokenizerClass(
            "Bert",
            new Setting(LOWER_CASE, true, (json, on) -> TokenizerParts.bert(json, "lowercase", on)),
            new Setting("strip_accents", null, (json, on) -> TokenizerParts.bert(json, "strip_accents", on)),
            new Setting(
                    "tokenize_chinese_chars",
                    true,
                    (json, on) -> TokenizerParts.bert(json, "handle_chinese_chars", on)));
    static final TokenizerClass DEBERTA = new TokenizerClass(
            "DebertaV2",
            new Setting(LOWER_CASE, false, TokenizerParts::lowerCase),
            new Setting("split_by_punct", false, TokenizerParts::splitByPunctuation),
            new Setting(PREFIX_SPACE, true, (json, on) -> TokenizerParts.spaceBefore(json, on ? "always" : "first")));
    static final TokenizerClass GPT2 =
            new TokenizerClass("GPT2", new Setting(PREFIX_SPACE, false, TokenizerParts::byteLevelSpace));
    static final TokenizerClass GPT_NEOX =
            new TokenizerClass("GPTNeoX", new Setting(PREFIX_SPACE, false, TokenizerParts::byteLevelSpace));
    static final TokenizerClass LLAMA =
            new TokenizerClass("Llama", new Setting(PREFIX_SPACE, true, TokenizerParts::llamaSpace));
    static final TokenizerClass QWEN2 =
            new TokenizerClass("Qwen2", new Setting(PREFIX_SPACE, false, TokenizerParts::byteLevelSpace));
    static final TokenizerClass ROBERTA =
            new TokenizerClass("Roberta", new Setting(PREFIX_SPACE, false, TokenizerParts::byteLevelSpace));
    static final TokenizerClass XLM_ROBERTA = new TokenizerClass(
            "XLMRoberta",
            new Setting(PREFIX_SPACE, true, (json, on) -> TokenizerParts.spaceBefore(json, on ? "always" : "never")));
    static final TokenizerClass XLNET =
            new TokenizerClass("XLNet", new Setting(LOWER_CASE, false, TokenizerParts::lowerCase));

    private static final List<TokenizerClass> ALL =
            List.of(ALBERT, BERT, DEBERTA, GPT2, GPT_NEOX, LLAMA, QWEN2, ROBERTA, XLM_ROBERTA, XLNET);

    /** The class for each {@code model_type} of a config.json whose files name none. */
    private static final Map<String, TokenizerClass> BY_MODEL = Map.ofEntries(
            Map.entry("albert", ALBERT),
            Map.entry("bert", BERT),
            Map.entry("deberta-v2", DEBERTA),
            Map.entry("distilbert", BERT),
            Map.entry("electra", BERT),
            Map.entry("gpt2", GPT2),
            Map.entry("gpt_neox", GPT_NEOX),
            Map.entry("opt", GPT2),
            Map.entry("qwen2", QWEN2),
            Map.entry("qwen3", QWEN2),
            Map.entry("roberta", ROBERTA),
            Map.entry("xlm-roberta", XLM_ROBERTA),
            Map.entry("xlnet", XLNET));

    /** Other names of these classes. */
    private static final Map<String, TokenizerClass> ALIASES = Map.of("DistilBert", BERT, "Electra", BERT);

    /** Models that ignore the class in their files: their class is the one above, or none of these. */
    private static final Set<String> MODEL_DECIDES = Set.of("mistral", "modernbert", "qwen2");

    private final String title;
    private final List<Setting> settings;

    private TokenizerClass(String title, Setting... settings) {
        this.title = title;
        this.settings = List.of(settings);
    }

    /** The name of the class in files. */
    String title() {
        return title + "Tokenizer";
    }

    /**
     * The class that {@code AutoTokenizer} uses; empty for one that uses tokenizer.json unchanged.
     *
     * @param config tokenizer_config.json
     * @param model config.json
     */
    static Optional<TokenizerClass> of(JsonNode config, JsonNode model) {
        String type = model.path("model_type").asText();
        String named = named(config, model);
        if (named.isEmpty() || MODEL_DECIDES.contains(type)) {
            return Optional.ofNullable(BY_MODEL.get(type));
        }
        for (TokenizerClass each : ALL) {
            if (each.title().equals(named)) {
                return Optional.of(each);
            }
        }
        return Optional.ofNullable(ALIASES.get(named.replaceFirst("Tokenizer$", "")));
    }

    /** The class that the files name, without {@code Fast}; empty for none. */
    static String named(JsonNode config, JsonNode model) {
        String key = "tokenizer_class";
        return config.path(key).asText(model.path(key).asText("")).replaceFirst("Fast$", "");
    }

    /**
     * Applies the settings to a tokenizer.json.
     *
     * @param config tokenizer_config.json
     * @return a clause for each setting that changed it
     */
    List<String> heed(JsonNode config, ObjectNode tokenizer) {
        List<String> changes = new ArrayList<>();
        for (Setting setting : settings) {
            JsonNode told = config.path(setting.key());
            ObjectNode before = tokenizer.deepCopy();
            Boolean on = told.isBoolean() ? Boolean.valueOf(told.booleanValue()) : setting.otherwise();
            setting.making().make(tokenizer, on);
            if (!tokenizer.equals(before)) {
                changes.add(
                        told.isBoolean()
                                ? "'" + setting.key() + ": " + on + "' overrides"
                                : "'" + setting.key() + "' is missing, so its default, " + on + ", overrides");
            }
        }
        return changes;
    }
}
