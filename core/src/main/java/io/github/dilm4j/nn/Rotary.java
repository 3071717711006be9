package io.github.dilm4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Rotary position embeddings at given positions. They rotate all values of a head or only the first ones; the two
 * values of a pair are half of the rotated values apart. Su et al. 2021.
 *
 * @param cosines [length, rotated] or [rows, 1, 1, rotated]
 * @param sines like cosines; the first half is negated
 */
public record Rotary(Tensor cosines, Tensor sines) {

    /** Returns the rotations at the first n positions; this must be of shape [length, rotated]. */
    public Rotary first(long n) {
        return new Rotary(cosines.narrow(0, 0, n), sines.narrow(0, 0, n));
    }

    /** Rotates queries or keys [batch, heads, length, headSize]; computed in float32. */
    public Tensor rotate(Tensor x) {
        long rotated = cosines.size(-1);
        long half = rotated / 2;
        Tensor rotating = x.narrow(3, 0, rotated).to(ScalarType.Float); // [batch, heads, length, rotated]
        Tensor partners = rotating.roll(new long[] {half}, 3); // the other value of each pair
        Tensor done = rotating.mul(cosines).add(partners.mul(sines)).to(x.scalar_type());
        long rest = x.size(3) - rotated;
        return rest == 0 ? done : torch.cat(new TensorVector(done, x.narrow(3, rotated, rest)), -1);
    }
}
