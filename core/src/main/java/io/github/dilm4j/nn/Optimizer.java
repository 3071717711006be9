package io.github.dilm4j.nn;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Changes {@link Parameters} by their gradients. */
public interface Optimizer extends AutoCloseable {
    /**
     * Makes one step with the accumulated gradients, which are zero afterwards.
     *
     * @param maxNorm the gradients are scaled down to this Euclidean norm; infinity for no clipping
     * @return the norm before clipping
     * @throws io.github.dilm4j.base.NotFiniteException if the norm is NaN or infinite; then only the gradients have
     *     changed, to zero
     */
    double step(double learningRate, double maxNorm);

    /** Resets the state. */
    void reset();

    /** The live state tensors by name, for checkpoints; they are read and written in place. */
    Map<String, Tensor> state();

    @Override
    void close();
}
