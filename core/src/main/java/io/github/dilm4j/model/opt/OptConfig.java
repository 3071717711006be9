package io.github.dilm4j.model.opt;

import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.model.causal.CausalFigures;
import io.github.dilm4j.nn.Activation;

/**
 * The figures of an OPT.
 *
 * @param dropout of what attention and the dense layers add, probability in training
 */
record OptConfig(CausalFigures figures, Activation activation, double attentionDropout, double dropout) {

    /** @throws io.github.dilm4j.base.InputException if a needed key is missing or a value cannot be used */
    static OptConfig of(ModelConfig json) {
        return json.named(() -> read(json));
    }

    private static OptConfig read(ModelConfig json) {
        int hidden = json.integer("hidden_size", 1);
        int heads = json.integer("num_attention_heads", 1);
        json.mustBe("do_layer_norm_before", true);
        json.mustBe("enable_bias", true);
        json.mustBe("layer_norm_elementwise_affine", true);
        json.mustBe("_remove_final_layer_norm", false);
        json.mustBe("word_embed_proj_dim", hidden);
        CausalFigures figures = new CausalFigures(
                json.integer("vocab_size", 1),
                hidden,
                json.layers("num_hidden_layers"),
                heads,
                heads,
                CausalFigures.evenHeadSize(hidden, heads),
                json.integer("ffn_dim", 1),
                json.integer("max_position_embeddings", 1),
                CausalFigures.endId(json),
                json.flag("tie_word_embeddings", true),
                json.number("init_std", 0.02));
        return new OptConfig(
                figures,
                Activation.named(json.text("activation_function", "relu")),
                json.probability("attention_dropout", 0),
                json.probability("dropout", 0.1));
    }
}
