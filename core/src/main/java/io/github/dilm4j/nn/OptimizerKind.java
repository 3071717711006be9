package io.github.dilm4j.nn;

import io.github.dilm4j.base.InputException;

/** The kinds of optimizer. */
public enum OptimizerKind {
    ADAMW,
    ADAM,
    SGD,
    MOMENTUM;

    private static final double USUAL_MOMENTUM = 0.9;

    /**
     * A new optimizer; the caller closes it.
     *
     * @throws InputException if Adam is asked to decay weights
     */
    public Optimizer create(Parameters parameters, double weightDecay) {
        return switch (this) {
            case ADAMW -> new AdamW(parameters, AdamW.Settings.withWeightDecay(weightDecay));
            case ADAM -> {
                if (weightDecay != 0) {
                    throw new InputException("optimizer 'adam' has no weight decay, but " + weightDecay
                            + " is asked for; use 'adamw', or a weight decay of 0");
                }
                yield new AdamW(parameters, AdamW.Settings.withWeightDecay(0));
            }
            case SGD -> new Sgd(parameters, 0, weightDecay);
            case MOMENTUM -> new Sgd(parameters, USUAL_MOMENTUM, weightDecay);
        };
    }
}
