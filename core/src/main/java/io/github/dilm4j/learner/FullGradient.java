package io.github.dilm4j.learner;

import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** The gradient by all parameters of a learner, in native memory. */
public final class FullGradient implements AutoCloseable {
    private static final long CHUNK = 1 << 20; // elements converted to double at a time

    private final Tensor values; // [elements]

    /** @param values closed by this */
    FullGradient(Tensor values) {
        this.values = values;
    }

    /** [elements], laid out as the learner's parameters. */
    Tensor values() {
        return values;
    }

    /** Euclidean norm. */
    public double norm() {
        return Math.sqrt(dot(values, values));
    }

    @Override
    public void close() {
        values.close();
    }

    /** The inner product of two vectors, multiplied and summed in double. */
    static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (long from = 0; from < a.numel(); from += CHUNK) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                long length = Math.min(CHUNK, a.numel() - from);
                Tensor x = Tensors.wide(a.narrow(0, from, length));
                Tensor y = Tensors.wide(b.narrow(0, from, length));
                sum += x.dot(y).item_double();
            }
        }
        return sum;
    }
}
