package io.github.dilm4j.model.encoder;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.encoder.EncoderBlock.Rows;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Layers one after the other.
 *
 * @param layers at least one; a layer may occur several times
 */
public record LayerStack(List<EncoderBlock> layers) {
    public LayerStack {
        layers = List.copyOf(layers);
    }

    /**
     * Declares layers of one shape.
     *
     * @param prefix of the names, before a layer's number
     */
    public static LayerStack declare(
            ParameterLayout layout, String prefix, PostNormNames parts, PostNormShape shape, int count) {
        List<EncoderBlock> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            layers.add(new PostNormLayer(layout, prefix + i + ".", parts, shape));
        }
        return new LayerStack(layers);
    }

    /**
     * @param x [tokens, hidden]
     * @return [batch, length, hidden]; values at padding are undefined
     */
    public Tensor hiddenStates(Tensor x, PaddedBatch batch, Pass pass) {
        Rows rows = rows(batch);
        Tensor before = beforeLast(x, rows, pass); // [tokens, hidden]
        return batch.packing().pad(through(last(), before, rows, pass));
    }

    /** Like {@link #hiddenStates}, at the first token [batch, hidden]; the last layer is computed there only. */
    public Tensor firstStates(Tensor x, PaddedBatch batch, Pass pass) {
        Rows rows = rows(batch);
        Tensor before = beforeLast(x, rows, pass); // [tokens, hidden]
        return Tensors.inScope(() -> last().forward(before, batch.packing().first(before), rows.first(), pass));
    }

    private Rows rows(PaddedBatch batch) {
        return Rows.all(batch, last().sharesRows());
    }

    private Tensor beforeLast(Tensor x, Rows rows, Pass pass) {
        Tensor states = x; // [tokens, hidden]
        for (EncoderBlock layer : layers.subList(0, layers.size() - 1)) {
            states = through(layer, states, rows, pass);
        }
        return states;
    }

    private static Tensor through(EncoderBlock layer, Tensor x, Rows rows, Pass pass) {
        return Tensors.inScope(() -> layer.forward(x, x, rows, pass));
    }

    private EncoderBlock last() {
        return layers.get(layers.size() - 1);
    }
}
