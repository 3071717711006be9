package io.github.dilm4j.nn;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Dropout whose masks depend on {@link #seed} alone; each worker draws its own. On the CPU an element costs 16 random
 * bits. Libtorch's own dropout takes 64 bits and a call per element, which is a sixth of a small learner's step.
 */
public final class Dropout {
    private static final ThreadLocal<Generator> OF_THREAD =
            ThreadLocal.withInitial(() -> torch.createCPUGenerator(0).retainReference());

    private static final int LEVELS = 1 << Short.SIZE; // of the probability
    private static final int PER_DRAW = Long.SIZE / Short.SIZE;

    private Dropout() {}

    /**
     * Seeds the dropout of a part of a step, whichever thread runs it. Must be called at the part's begin.
     *
     * @param seed the step's
     * @param part its number
     */
    public static void seed(long seed, int part) {
        long own = new RandomStreams(seed).seed("part", part);
        OF_THREAD.get().set_current_seed(own);
        if (!Workers.onWorker()) {
            torch.manual_seed(own); // for other devices
        }
    }

    /**
     * Zeroes each element with the given probability, on the CPU rounded to 1/65536, and scales the others so that the
     * expectation stays. Returns {@code x} itself at probability 0.
     */
    public static Tensor apply(Tensor x, double probability) {
        if (probability == 0) {
            return x;
        }
        if (!x.is_cpu()) {
            return torch.dropout(x, probability, true);
        }
        long dropped = Math.round(probability * LEVELS);
        if (dropped == 0) {
            return x;
        }
        return dropped == LEVELS ? x.mul(new Scalar(0.0)) : x.mul(mask(x, dropped));
    }

    /**
     * The factors of the elements: 0 or the inverse of the probability to be kept.
     *
     * @param dropped number of dropped levels, neither none nor all
     */
    private static Tensor mask(Tensor x, long dropped) {
        long elements = x.numel();
        Tensor draws = torch.empty(
                new long[] {(elements + PER_DRAW - 1) / PER_DRAW}, Tensors.options(ScalarType.Long, Device.CPU), null);
        draws.random_(Long.MIN_VALUE, new LongOptional(), new GeneratorOptional(OF_THREAD.get())); // all 64 bits
        long least = Short.MIN_VALUE + dropped; // of those that are kept
        return draws.view(ScalarType.Short)
                .narrow(0, 0, elements)
                .clamp_(optional(least - 1), optional(least)) // a comparison takes three times as long
                .sub_(new Scalar(least - 1)) // 0 or 1
                .to(x.scalar_type())
                .mul_(new Scalar((double) LEVELS / (LEVELS - dropped)))
                .view_as(x);
    }

    private static ScalarOptional optional(long value) {
        return new ScalarOptional(new Scalar(value));
    }
}
