package io.github.dilm4j.model.gpt2;

import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.causal.CausalArchitecture;
import io.github.dilm4j.model.causal.CausalModelConfig;
import io.github.dilm4j.model.causal.CausalTransformer;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.Embedding;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.tensor.Device;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** GPT-2, whose output layer usually is the table of token vectors. Radford et al. 2019. */
public final class Gpt2Architecture implements CausalArchitecture {
    private static final String PREFIX = "transformer.";

    private final Gpt2Config config;

    private Gpt2Architecture(Gpt2Config config) {
        this.config = config;
    }

    /** @throws io.github.dilm4j.base.InputException if the config cannot be used */
    public static Gpt2Architecture of(ModelFolder folder) {
        return new Gpt2Architecture(Gpt2Config.of(folder.config()));
    }

    /** A model with new weights, for training from scratch. */
    public static CausalTransformer create(Gpt2Config config, long seed, Device device) {
        return CausalTransformer.create(new Gpt2Architecture(config), config.toJson(), seed, device);
    }

    @Override
    public String name() {
        return "GPT-2";
    }

    @Override
    public CausalModelConfig common() {
        return config.common();
    }

    @Override
    public String transformersClass() {
        return "GPT2LMHeadModel";
    }

    @Override
    public String tokenTable() {
        return PREFIX + "wte";
    }

    @Override
    public String outputLayer() {
        return "lm_head";
    }

    @Override
    public WeightNames names() {
        return WeightNames.withPrefix(PREFIX).ignoring(".*attn\\.(masked_)?bias");
    }

    @Override
    public Body declare(ParameterLayout layout) {
        Embedding positions = layout.embedding(PREFIX + "wpe", config.maxPositions(), config.hiddenSize());
        List<Gpt2Layer> layers = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            layers.add(new Gpt2Layer(layout, PREFIX + "h." + i + ".", config));
        }
        LayerNorm last = layout.layerNorm(PREFIX + "ln_f", config.hiddenSize(), config.normEpsilon());
        return (x, attention) -> {
            Tensor placed = x.add(positions.forward(attention.positions())); // [tokens, hidden]
            Tensor states = Dropout.apply(placed, attention.pass().dropout(config.embeddingDropout()));
            return last.forward(CausalArchitecture.through(layers, states, attention));
        };
    }
}
