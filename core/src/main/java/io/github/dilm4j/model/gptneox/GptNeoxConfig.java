package io.github.dilm4j.model.gptneox;

import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.model.causal.CausalModelConfig;
import io.github.dilm4j.model.causal.RotaryConfig;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.RotaryFrequencies;

/**
 * The config of a GPT-NeoX.
 *
 * @param parallel whether the dense layers read the block's input, in parallel to attention, instead of its result
 * @param biasedAttention whether attention's dense layers have biases
 */
record GptNeoxConfig(
        CausalModelConfig common,
        RotaryFrequencies rotary,
        Activation activation,
        double normEpsilon,
        double attentionDropout,
        double hiddenDropout,
        boolean parallel,
        boolean biasedAttention) {
    private static final double TURNED_SHARE = 0.25;

    /** @throws io.github.dilm4j.base.InputException if a needed key is missing or a value cannot be used */
    static GptNeoxConfig of(ModelConfig json) {
        return json.named(() -> read(json));
    }

    private static GptNeoxConfig read(ModelConfig json) {
        int hidden = json.integer("hidden_size", 1);
        int heads = json.integer("num_attention_heads", 1);
        int headSize = CausalModelConfig.evenHeadSize(hidden, heads);
        CausalModelConfig common = new CausalModelConfig(
                json.integer("vocab_size", 1),
                hidden,
                json.layers("num_hidden_layers"),
                heads,
                heads,
                headSize,
                json.integer("intermediate_size", 1),
                json.integer("max_position_embeddings", 1),
                CausalModelConfig.endId(json),
                json.flag("tie_word_embeddings", false),
                json.number("initializer_range", 0.02));
        return new GptNeoxConfig(
                common,
                RotaryConfig.read(json, "rotary_emb_base", "rotary_pct", headSize, TURNED_SHARE),
                Activation.named(json.text("hidden_act", "gelu")),
                json.number("layer_norm_eps", 1e-5),
                json.probability("attention_dropout", 0),
                json.probability("hidden_dropout", 0),
                json.flag("use_parallel_residual", true),
                json.flag("attention_bias", true));
    }
}
