package io.github.dilm4j.nn;

import io.github.dilm4j.nn.Parameter.Kind;
import io.github.dilm4j.tensor.Device;

/**
 * The number of tokens in a model's batch, including padding: a measured optimum on the CPU, and a share of the memory
 * on other devices. It depends on model and device alone, so that a resumed run makes the same batches.
 */
public final class TokenBudget {
    private static final double SHARE =
            0.25; // of the device's memory, which also holds weights, optimizers and other models
    private static final long UNTOLD = 8L << 30; // bytes, for a device whose memory is unknown
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
     * The budget of passes with a backward pass. Activations after Korthikanti et al. 2022, section 4.1.
     *
     * @param onCpu the budget on the CPU
     * @param logits the largest number of values per token and entry of the vocabulary; 0 if none is computed
     */
    public int trained(int onCpu, int logits) {
        return tokens(onCpu, keptPerToken(logits));
    }

    double keptPerToken(int logits) {
        return KEPT * layers + logits * vocabulary;
    }

    /** The budget of passes without a gradient, whose keys and values may be kept. */
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
