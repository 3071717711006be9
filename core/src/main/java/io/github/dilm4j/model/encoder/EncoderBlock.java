package io.github.dilm4j.model.encoder;

import io.github.dilm4j.model.Pass;
import org.bytedeco.pytorch.Tensor;

/** One layer of a {@link LayerStack}. */
@FunctionalInterface
public interface EncoderBlock {
    /**
     * @param x [batch, length, hidden]
     * @param wanted [batch, queries, hidden]: the first positions of {@code x}, whose output is wanted, or {@code x}
     *     itself
     * @param keyMask [batch, 1, 1, length]
     * @return [batch, queries, hidden]
     */
    Tensor forward(Tensor x, Tensor wanted, Tensor keyMask, Pass pass);
}
