package io.github.dilm4j.model.llama;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.model.causal.CausalFigures;
import io.github.dilm4j.model.causal.RotaryConfig;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.RotaryFrequencies;

/**
 * The figures of a model of the Llama family.
 *
 * @param biasedInputs whether queries, keys and values have biases
 * @param biasedOutput whether the attention's output has one
 * @param biasedFeedForward whether the dense layers have biases
 * @param headNorms whether each head's queries and keys are normalised
 * @param normOffset added to the weights of normalisation
 * @param embeddingScale token vectors are multiplied by it
 */
record LlamaConfig(
        CausalFigures figures,
        RotaryFrequencies rotary,
        Activation activation,
        double normEpsilon,
        double normOffset,
        double embeddingScale,
        double attentionDropout,
        boolean biasedInputs,
        boolean biasedOutput,
        boolean biasedFeedForward,
        boolean headNorms) {

    /** @throws InputException if a needed key is missing or a value cannot be used */
    static LlamaConfig of(ModelConfig json) {
        return json.named(() -> read(json));
    }

    private static LlamaConfig read(ModelConfig json) {
        String type = json.text("model_type");
        boolean gemma = type.equals("gemma");
        boolean qwen2 = type.equals("qwen2");
        json.mustBe("pretraining_tp", 1);
        if (gemma) {
            json.mustBe("use_bidirectional_attention", false);
        }
        int hidden = json.integer("hidden_size", 1);
        int heads = json.integer("num_attention_heads", 1);
        int headSize = json.has("head_dim") ? json.integer("head_dim", 2) : CausalFigures.evenHeadSize(hidden, heads);
        CausalFigures figures = new CausalFigures(
                json.integer("vocab_size", 1),
                hidden,
                json.layers("num_hidden_layers"),
                heads,
                json.integer("num_key_value_heads", 1, heads),
                headSize,
                json.integer("intermediate_size", 1),
                maxTokens(json, type),
                CausalFigures.endId(json),
                json.flag("tie_word_embeddings", gemma),
                json.number("initializer_range", 0.02));
        boolean biased = json.flag("attention_bias", false);
        String activation = json.text("hidden_act", gemma ? "gelu_pytorch_tanh" : "silu");
        return new LlamaConfig(
                figures,
                RotaryConfig.read(json, "rope_theta", "partial_rotary_factor", headSize, 1),
                Activation.named(gemma ? json.text("hidden_activation", activation) : activation),
                json.number("rms_norm_eps", 1e-6),
                gemma ? 1 : 0,
                gemma ? Math.sqrt(hidden) : 1,
                json.probability("attention_dropout", 0),
                qwen2 || biased,
                !qwen2 && biased,
                json.flag("mlp_bias", false),
                type.equals("qwen3"));
    }

    /** A model whose layers look back a window only reads no more than it, within which nothing is out of sight. */
    private static int maxTokens(ModelConfig json, String type) {
        int positions = json.integer("max_position_embeddings", 1);
        boolean windowed = type.equals("mistral") || json.flag("use_sliding_window", false);
        return windowed ? Math.min(positions, json.integer("sliding_window", 1, positions)) : positions;
    }
}
