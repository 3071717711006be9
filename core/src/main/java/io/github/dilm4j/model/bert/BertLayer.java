package io.github.dilm4j.model.bert;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Activation;
import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.ParameterLayout;
import org.bytedeco.pytorch.Tensor;

/** One block: self-attention, then two dense layers, each added to its input and normalised afterwards. */
final class BertLayer {
    private final BertConfig config;
    private final Activation activation;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear attentionOutput;
    private final LayerNorm attentionNorm;
    private final Linear intermediate;
    private final Linear output;
    private final LayerNorm outputNorm;

    BertLayer(ParameterLayout layout, String name, BertConfig config) {
        long hidden = config.hiddenSize();
        this.config = config;
        activation = Activation.named(config.activation());
        query = layout.linear(name + "attention.self.query", hidden, hidden);
        key = layout.linear(name + "attention.self.key", hidden, hidden);
        value = layout.linear(name + "attention.self.value", hidden, hidden);
        attentionOutput = layout.linear(name + "attention.output.dense", hidden, hidden);
        attentionNorm = layout.layerNorm(name + "attention.output.LayerNorm", hidden, config.normEpsilon());
        intermediate = layout.linear(name + "intermediate.dense", hidden, config.feedForwardSize());
        output = layout.linear(name + "output.dense", config.feedForwardSize(), hidden);
        outputNorm = layout.layerNorm(name + "output.LayerNorm", hidden, config.normEpsilon());
    }

    /**
     * @param x [batch, length, hidden]
     * @param wanted [batch, queries, hidden]: the positions of {@code x} whose output is wanted, or {@code x} itself
     * @param keyMask [batch, 1, 1, length]
     * @return [batch, queries, hidden]
     */
    Tensor forward(Tensor x, Tensor wanted, Tensor keyMask, Pass pass) {
        double dropout = pass.dropout(config.hiddenDropout());
        Tensor context = attend(x, wanted, keyMask, pass); // [batch, queries, hidden]
        Tensor attended = attentionNorm.forward(
                Dropout.apply(attentionOutput.forward(context), dropout).add(wanted)); // [batch, queries, hidden]
        Tensor inner = activation.apply(intermediate.forward(attended)); // [batch, queries, feedForward]
        return outputNorm.forward(Dropout.apply(output.forward(inner), dropout).add(attended));
    }

    private Tensor attend(Tensor x, Tensor wanted, Tensor keyMask, Pass pass) {
        int heads = config.heads();
        double dropout = config.attentionDropout();
        Tensor q = Attention.splitHeads(query.forward(wanted), heads); // [batch, heads, queries, headSize]
        Tensor k = Attention.splitHeads(key.forward(x), heads); // [batch, heads, length, headSize]
        Tensor v = Attention.splitHeads(value.forward(x), heads); // [batch, heads, length, headSize]
        return Attention.mergeHeads(Attention.attend(q, k, v, keyMask, pass.dropout(dropout), pass.attention(dropout)));
    }
}
