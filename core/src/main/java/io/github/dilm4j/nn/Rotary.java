package io.github.dilm4j.nn;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Rotary position embeddings: pairs of a query's or key's values are turned by angles that grow with the position, so that
 * their product depends on the distance alone. A value's partner stands half a head further. Su et al. 2021.
 *
 * @param cosines [length, headSize]
 * @param sines [length, headSize]
 */
public record Rotary(Tensor cosines, Tensor sines) {

    /**
     * The angles of positions from 0 on: {@code position · theta^(−2i / headSize)} for pair i.
     *
     * @param headSize even
     * @param like for the device
     */
    public static Rotary of(long length, long headSize, double theta, Tensor like) {
        float[] frequencies = new float[Math.toIntExact(headSize / 2)];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = (float) Math.pow(theta, -2.0 * i / headSize);
        }
        float[] positions = new float[Math.toIntExact(length)];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = i;
        }
        Tensor angles = floats(positions, like).unsqueeze(1).mul(floats(frequencies, like)); // [length, headSize / 2]
        Tensor both = torch.cat(new TensorVector(angles, angles), -1); // [length, headSize]
        return new Rotary(both.cos(), both.sin());
    }

    /**
     * Turns queries or keys.
     *
     * @param x [batch, heads, n, headSize] at the positions from 0 to n − 1; n is at most length
     * @return like {@code x}
     */
    public Tensor rotate(Tensor x) {
        long n = x.size(2);
        long half = x.size(3) / 2;
        Tensor partners = torch.cat(
                new TensorVector(x.narrow(3, half, half).mul(new Scalar(-1)), x.narrow(3, 0, half)),
                -1); // [batch, heads, n, headSize]
        return x.mul(cosines.narrow(0, 0, n)).add(partners.mul(sines.narrow(0, 0, n)));
    }

    private static Tensor floats(float[] values, Tensor like) {
        return Tensors.of(values, Device.CPU, values.length).to(like.device(), ScalarType.Float);
    }
}
