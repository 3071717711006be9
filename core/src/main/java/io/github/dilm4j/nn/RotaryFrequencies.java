package io.github.dilm4j.nn;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The angle by which rotary position embeddings rotate each pair of values from one position to the next. */
public final class RotaryFrequencies {
    private final float[] perPair;
    private final double stretch; // of cosines and sines

    private RotaryFrequencies(float[] perPair, double stretch) {
        this.perPair = perPair;
        this.stretch = stretch;
    }

    /**
     * Rotates pair i by {@code theta^(−2i / size)} a position.
     *
     * @param size rotated values of a head; even
     */
    public static RotaryFrequencies of(int size, double theta) {
        float[] frequencies = new float[size / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = (float) Math.pow(theta, -2.0 * i / size);
        }
        return new RotaryFrequencies(frequencies, 1);
    }

    /** Scales positions down by {@code factor}. */
    public RotaryFrequencies linear(double factor) {
        float[] slower = perPair.clone();
        for (int i = 0; i < slower.length; i++) {
            slower[i] = (float) (slower[i] / factor);
        }
        return new RotaryFrequencies(slower, stretch);
    }

    /**
     * Stretches the context as Llama 3.1 does: slow pairs are slowed by {@code factor}, fast pairs keep their speed,
     * and the change between them is gradual.
     *
     * @param lowFactor pairs with fewer rotations than this in the original length are slow
     * @param highFactor pairs with more rotations than this are fast
     * @param originalLength tokens that the model was first trained with
     */
    public RotaryFrequencies llama3(double factor, double lowFactor, double highFactor, int originalLength) {
        float[] changed = perPair.clone();
        for (int i = 0; i < changed.length; i++) {
            double rotations = originalLength * (double) perPair[i] / (2 * Math.PI);
            double share =
                    Math.max(0, Math.min(1, (rotations - lowFactor) / (highFactor - lowFactor))); // of the old speed
            changed[i] = (float) (share * perPair[i] + (1 - share) * perPair[i] / factor);
        }
        return new RotaryFrequencies(changed, stretch);
    }

    /**
     * The settings of YaRN.
     *
     * @param slowRotations pairs with fewer rotations than this in the original length are slow
     * @param fastRotations pairs with more rotations than this are fast
     * @param whole whether the gradual part begins and ends at whole pairs
     * @param stretch factor of rotated queries and keys
     */
    public record Yarn(
            double factor,
            double slowRotations,
            double fastRotations,
            int originalLength,
            boolean whole,
            double stretch) {}

    /**
     * YaRN: as {@link #llama3}, but the change is linear in the index of the pair, and rotated values are scaled. Peng
     * et al. 2023, equations 17 to 22.
     *
     * @param theta that these frequencies were made with
     */
    public RotaryFrequencies yarn(double theta, Yarn yarn) {
        int size = 2 * perPair.length;
        double fast = pairRotating(yarn.fastRotations(), size, theta, yarn.originalLength());
        double slow = pairRotating(yarn.slowRotations(), size, theta, yarn.originalLength());
        double begin = Math.max(yarn.whole() ? Math.floor(fast) : fast, 0);
        double end = Math.min(yarn.whole() ? Math.ceil(slow) : slow, size - 1.0);
        double width = begin == end ? 0.001 : end - begin;
        float[] changed = perPair.clone();
        for (int i = 0; i < changed.length; i++) {
            double slowed = Math.max(0, Math.min(1, (i - begin) / width)); // share of the new speed
            changed[i] = (float) (slowed * perPair[i] / yarn.factor() + (1 - slowed) * perPair[i]);
        }
        return new RotaryFrequencies(changed, yarn.stretch());
    }

    /** The index of the pair, fractional, that makes this many rotations in a length. */
    private static double pairRotating(double rotations, int size, double theta, int length) {
        return size * Math.log(length / (rotations * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    /**
     * Returns the rotations at some positions.
     *
     * @param positions [length] or [rows, 1] int64
     */
    public Rotary at(Tensor positions) {
        Tensor each = Tensors.of(perPair, Device.CPU, perPair.length).to(positions.device(), ScalarType.Float);
        Tensor angles = positions.to(ScalarType.Float).unsqueeze(-1).mul(each); // [..., length, pairs]
        Tensor cosines = stretched(angles.cos());
        Tensor sines = stretched(angles.sin());
        return new Rotary(both(cosines, cosines), both(sines.neg(), sines));
    }

    private Tensor stretched(Tensor x) {
        return stretch == 1 ? x : x.mul(new Scalar((float) stretch));
    }

    /** [..., length, pairs] to [..., length, 2 · pairs], or to [rows, 1, 1, 2 · pairs] beside the heads. */
    private static Tensor both(Tensor first, Tensor second) {
        Tensor joined = torch.cat(new TensorVector(first, second), -1); // [..., length, 2 · pairs]
        return joined.dim() == 3 ? joined.unsqueeze(1) : joined;
    }
}
