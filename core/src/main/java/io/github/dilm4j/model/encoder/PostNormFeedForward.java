package io.github.dilm4j.model.encoder;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;
import org.bytedeco.pytorch.Tensor;

/** The part of a block after attention: two dense layers, with a sum and a normalisation before and after them. */
public final class PostNormFeedForward {
    /** The names of the parts in a checkpoint, after the layer's own name. */
    public record Names(String attentionNorm, String intermediate, String output, String outputNorm) {
        /** The names of BERT, RoBERTa, ELECTRA and DeBERTa. */
        public static final Names BERT =
                new Names("attention.output.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm");
    }

    private final PostNormShape shape;
    private final LayerNorm attentionNorm;
    private final Linear intermediate;
    private final Linear output;
    private final LayerNorm outputNorm;

    /** @param name of the layer, with its dot at the end */
    public PostNormFeedForward(ParameterLayout layout, String name, Names parts, PostNormShape shape) {
        long hidden = shape.hiddenSize();
        this.shape = shape;
        attentionNorm = layout.layerNorm(name + parts.attentionNorm(), hidden, shape.normEpsilon());
        intermediate = layout.linear(name + parts.intermediate(), hidden, shape.feedForwardSize());
        output = layout.linear(name + parts.output(), shape.feedForwardSize(), hidden);
        outputNorm = layout.layerNorm(name + parts.outputNorm(), hidden, shape.normEpsilon());
    }

    /**
     * @param context [wanted, hidden], the attention's output after its dense layer
     * @param wanted [wanted, hidden], the block's input at the same tokens
     * @return [wanted, hidden]
     */
    public Tensor forward(Tensor context, Tensor wanted, Pass pass) {
        Tensor attended = attentionNorm.forward(
                Dropout.apply(context, pass.dropout(shape.contextDropout())).add(wanted)); // [wanted, hidden]
        Tensor inner = shape.activation().apply(intermediate.forward(attended)); // [wanted, feedForward]
        Tensor kept = Dropout.apply(inner, pass.dropout(shape.innerDropout()));
        return outputNorm.forward(Dropout.apply(output.forward(kept), pass.dropout(shape.feedForwardDropout()))
                .add(attended));
    }
}
