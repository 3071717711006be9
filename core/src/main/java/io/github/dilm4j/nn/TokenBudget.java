package io.github.dilm4j.nn;

import io.github.dilm4j.nn.Parameter.Kind;
import io.github.dilm4j.tensor.Device;

/**
 * How many tokens a model's batch may have, padding included: on the CPU as many as were measured to be fast, on a device
 * with memory of its own as many as a part of it holds. Depends on model and device alone, so a run that goes on makes the
 * batches that it would have made.
 */
public final class TokenBudget {
    private static final double SHARE =
            0.25; // of the device's memory; weights, optimizers and other models take some too
    private static final long UNTOLD = 8L << 30; // bytes, of a device that does not tell its memory
    private static final int LEAST = 512;
    private static final int MOST = 1 << 20;
    private static final int KEPT = 17; // numbers per token, layer and hidden value for the backward pass
    private static final int CACHED = 2; // the key and the value
    private static final int PASSING = 16; // numbers per token and hidden value of the layer at work

    private final Device device;
    private final double hidden;
    private final double vocabulary;
    private final double layers; // times the hidden size

    private TokenBudget(Parameters parameters) {
        double table = 0;
        double width = 1;
        double rows = 0;
        double matrices = 0;
        for (Parameter parameter : parameters.all()) {
            if (parameter.kind() == Kind.EMBEDDING && parameter.elements() > table) {
                table = parameter.elements();
                rows = parameter.shape()[0];
                width = parameter.shape()[1];
            } else if (parameter.kind() == Kind.WEIGHT) {
                matrices += parameter.elements();
            }
        }
        device = parameters.device();
        hidden = width;
        vocabulary = rows;
        layers = matrices / (12 * width); // a layer has 12 · hidden² weights
    }

    public static TokenBudget of(Parameters parameters) {
        return new TokenBudget(parameters);
    }

    /**
     * For passes that go back. Activations after Korthikanti et al. 2022, section 4.1.
     *
     * @param onCpu what the CPU takes
     * @param logits how many numbers each token has for each entry of the vocabulary, at most; 0 if nothing is computed for
     *     all of them
     */
    public int trained(int onCpu, int logits) {
        return tokens(onCpu, keptPerToken(logits));
    }

    double keptPerToken(int logits) {
        return KEPT * layers + logits * vocabulary;
    }

    /** For passes without a gradient, whose keys and values may be kept. */
    public int read(int onCpu) {
        return tokens(onCpu, CACHED * layers + PASSING * hidden);
    }

    private int tokens(int onCpu, double numbersPerToken) {
        return device == Device.CPU ? onCpu : fitting(device.memory().orElse(UNTOLD), Float.BYTES * numbersPerToken);
    }

    static int fitting(long memory, double bytesPerToken) {
        return (int) Math.max(LEAST, Math.min(MOST, SHARE * memory / bytesPerToken));
    }
}
