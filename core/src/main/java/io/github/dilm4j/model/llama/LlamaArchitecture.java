package io.github.dilm4j.model.llama;

import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.causal.CausalArchitecture;
import io.github.dilm4j.model.causal.CausalFigures;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.RmsNorm;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;

/** The Llama family in one implementation: what its members differ in is in their configs. */
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
        String name = switch (folder.modelType()) {
            case "mistral" -> "Mistral";
            case "qwen2" -> "Qwen2";
            case "qwen3" -> "Qwen3";
            case "gemma" -> "Gemma";
            default -> "Llama";
        };
        return new LlamaArchitecture(name, LlamaConfig.of(folder.config()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CausalFigures figures() {
        return config.figures();
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
        for (int i = 0; i < figures().layers(); i++) {
            layers.add(new LlamaLayer(layout, PREFIX + "layers." + i + ".", config));
        }
        RmsNorm last =
                layout.rmsNorm(PREFIX + "norm", figures().hiddenSize(), config.normEpsilon(), config.normOffset());
        return (x, sight) -> {
            var turns = config.rotary().at(sight.positions());
            List<Block> blocks = layers.stream().map(layer -> layer.with(turns)).toList();
            var scaled = config.embeddingScale() == 1 ? x : x.mul(new Scalar((float) config.embeddingScale()));
            return last.forward(CausalArchitecture.through(blocks, scaled, sight));
        };
    }
}
