package io.github.dilm4j.model.causal;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Packing;
import org.bytedeco.pytorch.Tensor;

/** What the tokens of a pass are allowed to look at, beside themselves. */
public interface Sight {
    /**
     * Keys and values of all tokens that can be seen.
     *
     * @param keys [rows, heads, n, headSize]
     * @param values like keys
     */
    record Seen(Tensor keys, Tensor values) {}

    /** How the tokens of the pass stand in one row. */
    Packing packing();

    /** Where the tokens stand [tokens] int64. */
    Tensor positions();

    /** Where they stand once attention has padded them: [longest], or [rows, 1] where each row has one token; int64. */
    Tensor paddedPositions();

    /** Added to the scores; broadcastable to [rows, heads, longest, seen]. */
    Tensor mask();

    /** The same, but no further back than a window of tokens, the one that looks included. */
    Sight within(int window);

    Pass pass();

    /**
     * Those of the pass's own tokens in a layer, together with those that are remembered.
     *
     * @param keys [rows, heads, longest, headSize], turned to their positions
     * @param values like keys
     */
    Seen see(int layer, Tensor keys, Tensor values);
}
