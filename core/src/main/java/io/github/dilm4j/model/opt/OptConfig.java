package io.github.dilm4j.model.opt;

import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.model.causal.CausalModelConfig;
import io.github.dilm4j.nn.Activation;

/**
 * The config of an OPT.
 *
 * @param embeddingSize width of a token's vector; dense layers project it if it is not the hidden size
 * @param normsFirst whether layers normalise their inputs; otherwise, as in 350m, their outputs
 * @param lastNorm whether the last layer's output is normalised
 * @param dropout probability in training, for the outputs of attention and dense layers
 */
record OptConfig(
        CausalModelConfig common,
        int embeddingSize,
        boolean normsFirst,
        boolean lastNorm,
        Activation activation,
        double attentionDropout,
        double dropout) {

    /** @throws io.github.dilm4j.base.InputException if a needed key is missing or a value cannot be used */
    static OptConfig of(ModelConfig json) {
        return json.named(() -> read(json));
    }

    private static OptConfig read(ModelConfig json) {
        int hidden = json.integer("hidden_size", 1);
        int heads = json.integer("num_attention_heads", 1);
        json.mustBe("enable_bias", true);
        json.mustBe("layer_norm_elementwise_affine", true);
        boolean normsFirst = json.flag("do_layer_norm_before", true);
        CausalModelConfig common = new CausalModelConfig(
                json.integer("vocab_size", 1),
                hidden,
                json.layers("num_hidden_layers"),
                heads,
                heads,
                CausalModelConfig.evenHeadSize(hidden, heads),
                json.integer("ffn_dim", 1),
                json.integer("max_position_embeddings", 1),
                CausalModelConfig.endId(json),
                json.flag("tie_word_embeddings", true),
                json.number("init_std", 0.02));
        return new OptConfig(
                common,
                json.integer("word_embed_proj_dim", 1, hidden),
                normsFirst,
                normsFirst && !json.flag("_remove_final_layer_norm", false),
                Activation.named(json.text("activation_function", "relu")),
                json.probability("attention_dropout", 0),
                json.probability("dropout", 0.1));
    }
}
