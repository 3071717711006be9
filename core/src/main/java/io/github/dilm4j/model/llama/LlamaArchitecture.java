package io.github.dilm4j.model.llama;

import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.causal.CausalArchitecture;
import io.github.dilm4j.model.causal.CausalModelConfig;
import io.github.dilm4j.model.llama.LayerKind.View;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.RmsNorm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The Llama family in one implementation; its variants differ only in their configs. */
public final class LlamaArchitecture implements CausalArchitecture {
    private static final String PREFIX = "model.";

    private final String name;
    private final LlamaConfig config;

    private LlamaArchitecture(String name, LlamaConfig config) {
        this.name = name;
        this.config = config;
    }

    /** @throws io.github.dilm4j.base.InputException if the config cannot be used */
    public static LlamaArchitecture of(ModelFolder folder) {
        return new LlamaArchitecture(LlamaVariant.of(folder.config()).label(), LlamaConfig.of(folder.config()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CausalModelConfig common() {
        return config.common();
    }

    @Override
    public String transformersClass() {
        return name + "ForCausalLM";
    }

    @Override
    public String tokenTable() {
        return PREFIX + "embed_tokens";
    }

    @Override
    public String outputLayer() {
        return "lm_head";
    }

    @Override
    public WeightNames names() {
        return WeightNames.withPrefix(PREFIX).ignoring(".*rotary_emb\\.inv_freq");
    }

    @Override
    public Body declare(ParameterLayout layout) {
        List<LlamaLayer> layers = new ArrayList<>();
        for (int i = 0; i < common().layers(); i++) {
            layers.add(new LlamaLayer(layout, PREFIX + "layers." + i + ".", config));
        }
        RmsNorm last =
                layout.rmsNorm(PREFIX + "norm", common().hiddenSize(), config.normEpsilon(), config.normOffset());
        return (x, attention) -> {
            Map<LayerKind, View> views = new HashMap<>();
            Tensor states = config.embeddingScale() == 1 ? x : scaled(x, config.embeddingScale());
            List<Block> blocks = new ArrayList<>();
            for (int i = 0; i < layers.size(); i++) {
                View view = views.computeIfAbsent(config.kinds().get(i), kind -> kind.view(attention));
                blocks.add(layers.get(i).with(view));
            }
            return last.forward(CausalArchitecture.through(blocks, states, attention));
        };
    }

    /** As transformers does it: the scale is rounded to the type of {@code x} first. */
    static Tensor scaled(Tensor x, double scale) {
        return x.mul(x.new_full(new long[0], new Scalar(scale)));
    }

    @Override
    public double logitCap() {
        return config.logitCap();
    }
}
