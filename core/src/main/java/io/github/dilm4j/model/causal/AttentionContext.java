package io.github.dilm4j.model.causal;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Packing;
import org.bytedeco.pytorch.Tensor;

/** The tokens that the tokens of a pass attend to, beside themselves. */
public interface AttentionContext {
    /**
     * Keys and values of all tokens of the context.
     *
     * @param keys [rows, heads, n, headSize]
     * @param values like keys
     */
    record KeysAndValues(Tensor keys, Tensor values) {}

    /** The packing of the pass's tokens in one row. */
    Packing packing();

    /** The positions of the tokens [tokens] int64. */
    Tensor positions();

    /** The positions after padding for attention: [longest], or [rows, 1] if each row has one token; int64. */
    Tensor paddedPositions();

    /** Added to the scores; broadcastable to [rows, heads, longest, context]. */
    Tensor mask();

    /** Returns this context limited to a window of tokens, which ends with the attending token. */
    AttentionContext within(int window);

    Pass pass();

    /**
     * Joins the pass's own keys and values in a layer with those of earlier tokens.
     *
     * @param keys [rows, heads, longest, headSize], rotated to their positions
     * @param values like keys
     */
    KeysAndValues attend(int layer, Tensor keys, Tensor values);
}
