package io.github.dilm4j.model.opt;

import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.causal.CausalArchitecture;
import io.github.dilm4j.model.causal.CausalModelConfig;
import io.github.dilm4j.nn.Embedding;
import io.github.dilm4j.nn.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** OPT. Zhang et al. 2022. */
public final class OptArchitecture implements CausalArchitecture {
    static final double NORM_EPSILON = 1e-5;
    private static final String PREFIX = "model.decoder.";
    private static final int FIRST_POSITION = 2; // the row of the first token; earlier rows are unused

    private final OptConfig config;

    private OptArchitecture(OptConfig config) {
        this.config = config;
    }

    /** @throws io.github.dilm4j.base.InputException if the config cannot be used */
    public static OptArchitecture of(ModelFolder folder) {
        return new OptArchitecture(OptConfig.of(folder.config()));
    }

    @Override
    public String name() {
        return "OPT";
    }

    @Override
    public CausalModelConfig common() {
        return config.common();
    }

    @Override
    public int embeddingSize() {
        return config.embeddingSize();
    }

    @Override
    public String transformersClass() {
        return "OPTForCausalLM";
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
        return WeightNames.withPrefix("model.");
    }

    @Override
    public Body declare(ParameterLayout layout) {
        long hidden = common().hiddenSize();
        Embedding positions =
                layout.embedding(PREFIX + "embed_positions", FIRST_POSITION + (long) common().maxTokens(), hidden);
        List<OptLayer> layers = new ArrayList<>();
        for (int i = 0; i < common().layers(); i++) {
            layers.add(new OptLayer(layout, PREFIX + "layers." + i + ".", config));
        }
        UnaryOperator<Tensor> last = config.lastNorm()
                ? layout.layerNorm(PREFIX + "final_layer_norm", hidden, NORM_EPSILON)::forward
                : UnaryOperator.identity();
        UnaryOperator<Tensor> in = between(layout, "project_in", embeddingSize(), hidden);
        UnaryOperator<Tensor> out = between(layout, "project_out", hidden, embeddingSize());
        return (x, attention) -> {
            Tensor place = positions.forward(attention.positions().add(new Scalar((long) FIRST_POSITION)));
            Tensor states = in.apply(x).add(place); // [tokens, hidden]
            return out.apply(last.apply(CausalArchitecture.through(layers, states, attention)));
        };
    }

    private UnaryOperator<Tensor> between(ParameterLayout layout, String name, long from, long to) {
        return from == to
                ? UnaryOperator.identity()
                : layout.projection(PREFIX + name, from, to, common().initializerRange())::forward;
    }
}
