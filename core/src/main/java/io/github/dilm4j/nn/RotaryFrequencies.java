package io.github.dilm4j.nn;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** By how much a rotary position embedding turns each pair of values from one position to the next. */
public final class RotaryFrequencies {
    private final float[] perPair;

    private RotaryFrequencies(float[] perPair) {
        this.perPair = perPair;
    }

    /**
     * Pair i turns by {@code theta^(−2i / size)} a position.
     *
     * @param size values of a head that turn; even
     */
    public static RotaryFrequencies of(int size, double theta) {
        float[] frequencies = new float[size / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = (float) Math.pow(theta, -2.0 * i / size);
        }
        return new RotaryFrequencies(frequencies);
    }

    /** Positions count as {@code factor} times as close together. */
    public RotaryFrequencies linear(double factor) {
        float[] slower = perPair.clone();
        for (int i = 0; i < slower.length; i++) {
            slower[i] = (float) (slower[i] / factor);
        }
        return new RotaryFrequencies(slower);
    }

    /**
     * As Llama 3.1 stretches its context: pairs that turn slowly are slowed by {@code factor}, fast ones stay, and between
     * the two the change is gradual.
     *
     * @param lowFactor pairs with fewer turns than this in the original length are slow
     * @param highFactor pairs with more turns than this are fast
     * @param originalLength tokens that the model was first trained with
     */
    public RotaryFrequencies llama3(double factor, double lowFactor, double highFactor, int originalLength) {
        float[] changed = perPair.clone();
        for (int i = 0; i < changed.length; i++) {
            double turns = originalLength * (double) perPair[i] / (2 * Math.PI);
            double share = Math.max(0, Math.min(1, (turns - lowFactor) / (highFactor - lowFactor))); // of the old speed
            changed[i] = (float) (share * perPair[i] + (1 - share) * perPair[i] / factor);
        }
        return new RotaryFrequencies(changed);
    }

    /**
     * The turns at some positions.
     *
     * @param positions [length] or [rows, 1] int64
     */
    public RotaryTurns at(Tensor positions) {
        Tensor each = Tensors.of(perPair, Device.CPU, perPair.length).to(positions.device(), ScalarType.Float);
        Tensor angles = positions.to(ScalarType.Float).unsqueeze(-1).mul(each); // [..., length, pairs]
        Tensor both = torch.cat(new TensorVector(angles, angles), -1); // [..., length, 2 · pairs]
        Tensor placed = both.dim() == 3 ? both.unsqueeze(1) : both; // [rows, 1, 1, 2 · pairs] beside the heads
        return new RotaryTurns(placed.cos(), placed.sin());
    }
}
