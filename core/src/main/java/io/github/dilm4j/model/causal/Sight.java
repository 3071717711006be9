package io.github.dilm4j.model.causal;

import io.github.dilm4j.model.Pass;
import org.bytedeco.pytorch.Tensor;

/** What the tokens of a pass are allowed to look at, beside themselves. */
public interface Sight {
    /**
     * Keys and values of all tokens that can be seen.
     *
     * @param keys [batch, heads, n, headSize]
     * @param values like keys
     */
    record Seen(Tensor keys, Tensor values) {}

    /** Where the tokens stand: [length], or [rows, 1] where each row has one token; int64. */
    Tensor positions();

    /** Added to the scores; broadcastable to [batch, heads, length, seen]. */
    Tensor mask();

    /** The same, but no further back than a window of tokens, the one that looks included. */
    Sight within(int window);

    Pass pass();

    /**
     * Those of the pass's own tokens in a layer, together with those that are remembered.
     *
     * @param keys [batch, heads, length, headSize], turned to their positions
     * @param values like keys
     */
    Seen see(int layer, Tensor keys, Tensor values);
}
