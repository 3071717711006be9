package io.github.dilm4j.model.llama;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.model.causal.CausalModelConfig;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.AttentionScores;
import java.util.List;

/**
 * The config of a model of the Llama family.
 *
 * @param kinds of the layers, first to last
 * @param normOffset added to the weights of normalisation
 * @param outputNorms whether the outputs of attention and dense layers are normalised before the sum
 * @param embeddingScale factor of token vectors
 * @param logitCap bound of the logits, see {@link io.github.dilm4j.nn.SoftCap}; 0 for none
 * @param biasedInputs whether queries, keys and values have biases
 * @param biasedOutput whether the attention's output has one
 * @param biasedFeedForward whether the dense layers have biases
 * @param headNorms whether each head's queries and keys are normalised
 */
record LlamaConfig(
        CausalModelConfig common,
        List<LayerKind> kinds,
        Activation activation,
        AttentionScores scores,
        double normEpsilon,
        double normOffset,
        boolean outputNorms,
        double embeddingScale,
        double logitCap,
        double attentionDropout,
        boolean biasedInputs,
        boolean biasedOutput,
        boolean biasedFeedForward,
        boolean headNorms) {

    private static final String GELU_BY_TANH = "gelu_pytorch_tanh";

    /** @throws InputException if a needed key is missing or a value cannot be used */
    static LlamaConfig of(ModelConfig json) {
        return json.named(() -> read(json));
    }

    private static LlamaConfig read(ModelConfig json) {
        LlamaVariant variant = LlamaVariant.of(json);
        boolean gemma = variant.gemma();
        boolean later = gemma && variant != LlamaVariant.GEMMA;
        boolean qwen2 = variant == LlamaVariant.QWEN2;
        json.mustBe("pretraining_tp", 1);
        if (gemma) {
            json.mustBe("use_bidirectional_attention", false);
        }
        int hidden = json.integer("hidden_size", 1);
        int heads = json.integer("num_attention_heads", 1);
        int headSize =
                json.has("head_dim") ? json.integer("head_dim", 2) : CausalModelConfig.evenHeadSize(hidden, heads);
        CausalModelConfig common = new CausalModelConfig(
                json.integer("vocab_size", 1),
                hidden,
                json.layers("num_hidden_layers"),
                heads,
                json.integer("num_key_value_heads", 1, heads),
                headSize,
                json.integer("intermediate_size", 1),
                json.integer("max_position_embeddings", 1),
                CausalModelConfig.endId(json),
                json.flag("tie_word_embeddings", gemma),
                json.number("initializer_range", 0.02));
        boolean biased = json.flag("attention_bias", false);
        double usualLogitCap = variant == LlamaVariant.GEMMA2 ? 30 : 0;
        return new LlamaConfig(
                common,
                LayerKind.all(json, variant, common),
                Activation.named(activation(json, variant)),
                later ? gemmaScores(json, variant) : AttentionScores.of(headSize),
                json.number("rms_norm_eps", 1e-6),
                gemma ? 1 : 0,
                later,
                gemma ? Math.sqrt(hidden) : 1,
                later ? cap(json, "final_logit_softcapping", usualLogitCap) : 0,
                json.probability("attention_dropout", 0),
                qwen2 || biased,
                !qwen2 && biased,
                json.flag("mlp_bias", false),
                variant == LlamaVariant.QWEN3 || variant == LlamaVariant.GEMMA3);
    }

    private static String activation(ModelConfig json, LlamaVariant variant) {
        return switch (variant) {
            case GEMMA -> {
                String name = json.text("hidden_act", GELU_BY_TANH);
                yield name.equals("gelu") ? GELU_BY_TANH : name; // the first releases wrote gelu for this function
            }
            case GEMMA2, GEMMA3 -> json.text("hidden_activation", GELU_BY_TANH);
            default -> json.text("hidden_act", "silu");
        };
    }

    /** 0 for none; null means none too. */
    private static double cap(ModelConfig json, String key, double otherwise) {
        return json.contains(key) ? json.number(key, 0) : otherwise;
    }

    /** Gemma 3's configs hold a cap too, but its attention does not use it. */
    private static AttentionScores gemmaScores(ModelConfig json, LlamaVariant variant) {
        double divisor = json.number("query_pre_attn_scalar", 256);
        if (divisor == 0) {
            throw json.wrong("query_pre_attn_scalar", "more than 0", json.json().get("query_pre_attn_scalar"));
        }
        double cap = variant == LlamaVariant.GEMMA2 ? cap(json, "attn_logit_softcapping", 50) : 0;
        return new AttentionScores(1 / Math.sqrt(divisor), cap);
    }
}
