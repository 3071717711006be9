package io.github.dilm4j.nn;

import io.github.dilm4j.base.Decay;

/** A learning rate over the steps: linear warm-up from 0, then the decay. */
public record Schedule(Decay decay, double peak, int totalSteps, int warmupSteps) {
    /** @param warmup share of all steps, in [0, 1] */
    public static Schedule of(Decay decay, double peak, int totalSteps, double warmup) {
        return new Schedule(decay, peak, totalSteps, (int) Math.ceil(warmup * totalSteps));
    }

    /** The rate of step {@code step}, counted from 0; at the last step it is almost 0, as in transformers. */
    public double rate(int step) {
        if (step < warmupSteps) {
            return peak * step / Math.max(1, warmupSteps);
        }
        double progress = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
        return switch (decay) {
            case CONSTANT -> peak;
            case LINEAR -> peak * Math.max(0, 1 - progress);
            case COSINE -> peak * Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
        };
    }
}
