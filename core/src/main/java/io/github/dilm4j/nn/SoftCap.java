package io.github.dilm4j.nn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Limits values smoothly to a cap on both sides: {@code cap · tanh(x / cap)}. Gemma 2 report, section 2. */
public final class SoftCap {
    private SoftCap() {}

    /** @param cap 0 for no limit */
    public static Tensor apply(Tensor x, double cap) {
        return cap == 0 ? x : x.div(new Scalar(cap)).tanh().mul(new Scalar(cap));
    }
}
