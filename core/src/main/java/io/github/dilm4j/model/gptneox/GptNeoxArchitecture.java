package io.github.dilm4j.model.gptneox;

import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.causal.CausalArchitecture;
import io.github.dilm4j.model.causal.CausalModelConfig;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Rotary;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** GPT-NeoX: rotary embeddings on a part of each head, and attention beside the dense layers. Black et al. 2022. */
public final class GptNeoxArchitecture implements CausalArchitecture {
    private static final String PREFIX = "gpt_neox.";

    private final GptNeoxConfig config;

    private GptNeoxArchitecture(GptNeoxConfig config) {
        this.config = config;
    }

    /** @throws io.github.dilm4j.base.InputException if the config cannot be used */
    public static GptNeoxArchitecture of(ModelFolder folder) {
        return new GptNeoxArchitecture(GptNeoxConfig.of(folder.config()));
    }

    @Override
    public String name() {
        return "GPT-NeoX";
    }

    @Override
    public CausalModelConfig common() {
        return config.common();
    }

    @Override
    public String transformersClass() {
        return "GPTNeoXForCausalLM";
    }

    @Override
    public String tokenTable() {
        return PREFIX + "embed_in";
    }

    @Override
    public String outputLayer() {
        return "embed_out";
    }

    @Override
    public WeightNames names() {
        return WeightNames.withPrefix(PREFIX)
                .ignoring(".*rotary_emb\\.inv_freq")
                .ignoring(".*attention\\.(masked_)?bias");
    }

    @Override
    public Body declare(ParameterLayout layout) {
        List<GptNeoxLayer> layers = new ArrayList<>();
        for (int i = 0; i < common().layers(); i++) {
            layers.add(new GptNeoxLayer(layout, PREFIX + "layers." + i + ".", config));
        }
        LayerNorm last = layout.layerNorm(PREFIX + "final_layer_norm", common().hiddenSize(), config.normEpsilon());
        return (x, attention) -> {
            Rotary rotary = config.rotary().at(attention.paddedPositions());
            List<Block> blocks =
                    layers.stream().map(layer -> layer.with(rotary)).toList();
            Tensor dropped = Dropout.apply(x, attention.pass().dropout(config.hiddenDropout()));
            return last.forward(CausalArchitecture.through(blocks, dropped, attention));
        };
    }
}
