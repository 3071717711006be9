package io.github.dilm4j.nn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Rotary position embeddings at given positions, for heads that turn wholly or in their first values only. A value's
 * partner stands half of the turned values further. Su et al. 2021.
 *
 * @param cosines [length, turned] or [rows, 1, 1, turned]
 * @param sines like cosines
 */
public record RotaryTurns(Tensor cosines, Tensor sines) {

    /** Turns queries or keys [batch, heads, length, headSize]; computed in float32. */
    public Tensor turn(Tensor x) {
        long turned = cosines.size(-1);
        long half = turned / 2;
        Tensor moving = x.narrow(3, 0, turned).to(ScalarType.Float); // [batch, heads, length, turned]
        Tensor partners = torch.cat(
                new TensorVector(moving.narrow(3, half, half).mul(new Scalar(-1)), moving.narrow(3, 0, half)), -1);
        Tensor done = moving.mul(cosines).add(partners.mul(sines)).to(x.scalar_type());
        long still = x.size(3) - turned;
        return still == 0 ? done : torch.cat(new TensorVector(done, x.narrow(3, turned, still)), -1);
    }
}
