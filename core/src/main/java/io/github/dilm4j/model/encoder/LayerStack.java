package io.github.dilm4j.model.encoder;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Layers one after the other.
 *
 * @param layers at least one; the same layer may stand there several times
 */
public record LayerStack(List<EncoderBlock> layers) {
    public LayerStack {
        layers = List.copyOf(layers);
    }

    /**
     * Declares so many layers of one shape.
     *
     * @param prefix what stands before a layer's number
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
     * @param x [batch, length, hidden]
     * @param keyMask [batch, 1, 1, length]
     * @return [batch, length, hidden]
     */
    public Tensor hiddenStates(Tensor x, Tensor keyMask, Pass pass) {
        Tensor before = beforeLast(x, keyMask, pass); // [batch, length, hidden]
        return last().forward(before, before, keyMask, pass);
    }

    /** As {@link #hiddenStates}, at the first token [batch, hidden]; the last layer is computed there only. */
    public Tensor firstStates(Tensor x, Tensor keyMask, Pass pass) {
        Tensor before = beforeLast(x, keyMask, pass); // [batch, length, hidden]
        Tensor first = before.narrow(1, 0, 1); // [batch, 1, hidden]
        return last().forward(before, first, keyMask, pass).squeeze(1);
    }

    private Tensor beforeLast(Tensor x, Tensor keyMask, Pass pass) {
        Tensor states = x; // [batch, length, hidden]
        for (EncoderBlock layer : layers.subList(0, layers.size() - 1)) {
            states = layer.forward(states, states, keyMask, pass);
        }
        return states;
    }

    private EncoderBlock last() {
        return layers.get(layers.size() - 1);
    }
}
