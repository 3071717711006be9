package io.github.dilm4j.nn;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.tensor.Lanes;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Dropout, whose masks depend on {@link #seed} alone: each lane draws its own. */
public final class Dropout {
    private static final ThreadLocal<Generator> OF_LANE =
            ThreadLocal.withInitial(() -> torch.createCPUGenerator(0).retainReference());

    private Dropout() {}

    /**
     * Says what a part of a step drops, whichever thread it runs on; to be called at its begin.
     *
     * @param seed the step's
     * @param part its number
     */
    public static void seed(long seed, int part) {
        long own = new RandomStreams(seed).seed("part", part);
        if (Lanes.onLane()) {
            OF_LANE.get().set_current_seed(own);
        } else {
            torch.manual_seed(own);
        }
    }

    /** Zeroes each element with the given probability and scales the others; {@code x} itself at probability 0. */
    public static Tensor apply(Tensor x, double probability) {
        if (probability == 0) {
            return x;
        }
        if (!Lanes.onLane()) {
            return torch.dropout(x, probability, true);
        }
        double kept = 1 - probability;
        Tensor mask = torch.empty_like(x).bernoulli_(kept, new GeneratorOptional(OF_LANE.get()));
        return x.mul(mask.div_(new Scalar(kept)));
    }
}
