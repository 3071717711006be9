package io.github.dilm4j.tensor;

import io.github.dilm4j.base.Precision;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Matrix products in a {@link Precision}; weights, gradients, sums along the layers and normalisation stay float32. */
public final class Autocast {
    private Autocast() {}

    /**
     * Runs a forward pass by libtorch's autocast; run its backward pass after this. Bfloat16 has eight bits of
     * mantissa, and is up to twice as fast on CPUs with bfloat16 products.
     *
     * @param device that the pass runs on
     * @return the pass's result as float32
     */
    public static Tensor compute(Precision precision, Device device, Supplier<Tensor> pass) {
        if (precision == Precision.FLOAT32) {
            return pass.get();
        }
        DeviceType type = device.type();
        boolean before = torch.is_autocast_enabled(type);
        boolean cachedBefore = torch.is_autocast_cache_enabled();
        torch.set_autocast_dtype(type, ScalarType.BFloat16);
        torch.set_autocast_enabled(type, true);
        torch.set_autocast_cache_enabled(
                !Workers.onWorker()); // the cache is process-wide: one worker would clear another's
        torch.increment_nesting();
        try {
            return pass.get().to(ScalarType.Float);
        } finally {
            if (torch.decrement_nesting() == 0) {
                torch.clear_cache(); // of bfloat16 weights, which the optimizer is about to change
            }
            torch.set_autocast_cache_enabled(cachedBefore);
            torch.set_autocast_enabled(type, before);
        }
    }

    /**
     * Computes a layer in float32 even inside of a {@link #compute} of bfloat16: for layers with few rows, which are
     * cheap and would round the result of all other layers.
     */
    public static Tensor exactly(Tensor input, UnaryOperator<Tensor> layer) {
        DeviceType type = input.device().type();
        return torch.is_autocast_enabled(type)
                ? asGiven(type, () -> layer.apply(input.to(ScalarType.Float)))
                : layer.apply(input);
    }

    /** Computes operations in the types of their inputs even inside of a {@link #compute} of bfloat16. */
    public static Tensor asGiven(DeviceType type, Supplier<Tensor> operations) {
        boolean before = torch.is_autocast_enabled(type);
        torch.set_autocast_enabled(type, false);
        try {
            return operations.get();
        } finally {
            torch.set_autocast_enabled(type, before);
        }
    }

    /**
     * A copy of float32 weights in a precision, for passes without a gradient; for FLOAT32 the weights themselves.
     */
    public static Tensor copyOf(Precision precision, Tensor weights) {
        return precision == Precision.FLOAT32 ? weights : weights.to(ScalarType.BFloat16);
    }
}
