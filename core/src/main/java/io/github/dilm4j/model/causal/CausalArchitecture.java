package io.github.dilm4j.model.causal;

import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The properties of a causal architecture. */
public interface CausalArchitecture {
    /** Its name, for messages: {@code Llama}. */
    String name();

    CausalModelConfig common();

    /** The width of a token's vector and of a hidden state from {@link Body#forward}. */
    default int embeddingSize() {
        return common().hiddenSize();
    }

    /** The class of transformers that opens a saved folder. */
    String transformersClass();

    /** The token table's name in checkpoints. */
    String tokenTable();

    /** The output layer's name in checkpoints, if it is not tied. */
    String outputLayer();

    WeightNames names();

    /**
     * Declares all weights except the token table and the output layer.
     *
     * @param layout where the weights are declared
     */
    Body declare(ParameterLayout layout);

    /** The bound of the logits, see {@link io.github.dilm4j.nn.SoftCap}; 0 for nothing. */
    default double logitCap() {
        return 0;
    }

    /** The layers of a model. */
    interface Body {
        /**
         * Computes the inputs of the output layer from token vectors.
         *
         * @param x [tokens, embedding]
         * @return like x
         */
        Tensor forward(Tensor x, AttentionContext attention);
    }

    /** Layers one after the other. */
    static Tensor through(List<? extends Block> blocks, Tensor x, AttentionContext attention) {
        Tensor current = x;
        for (int i = 0; i < blocks.size(); i++) {
            int layer = i;
            Tensor before = current;
            current = Tensors.inScope(() -> blocks.get(layer).forward(before, layer, attention));
        }
        return current;
    }

    /** One layer of a pass. */
    interface Block {
        /** [tokens, hidden] to the same. */
        Tensor forward(Tensor x, int layer, AttentionContext attention);
    }
}
