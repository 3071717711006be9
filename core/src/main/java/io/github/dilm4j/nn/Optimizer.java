package io.github.dilm4j.nn;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.OptimizerKind;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Changes {@link Parameters} by their gradients. */
public interface Optimizer extends AutoCloseable {
    /**
     * A new optimizer; the caller closes it.
     *
     * @throws InputException if Adam is asked to decay weights
     */
    static Optimizer of(OptimizerKind kind, Parameters parameters, double weightDecay) {
        return switch (kind) {
            case ADAMW -> new AdamW(parameters, AdamW.Settings.withWeightDecay(weightDecay));
            case ADAM -> {
                if (weightDecay != 0) {
                    throw new InputException("optimizer 'adam' has no weight decay, but " + weightDecay
                            + " is asked for; use 'adamw', or a weight decay of 0");
                }
                yield new AdamW(parameters, AdamW.Settings.withWeightDecay(0));
            }
            case SGD -> new Sgd(parameters, 0, weightDecay);
            case MOMENTUM -> new Sgd(parameters, Sgd.USUAL_MOMENTUM, weightDecay);
        };
    }

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
