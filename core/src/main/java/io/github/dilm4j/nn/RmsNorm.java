package io.github.dilm4j.nn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Divides the last dimension by the root of its mean square, then scales it. Zhang and Sennrich 2019.
 *
 * @param weight [size]
 * @param offset added to the weight: 1 in Gemma, whose weights are relative to 1; else 0
 */
public record RmsNorm(Parameter weight, double epsilon, double offset) {

    /** [..., size] to the same shape; computed in float32. */
    public Tensor forward(Tensor x) {
        Tensor exact = x.to(ScalarType.Float);
        Tensor meanSquare = exact.mul(exact).mean(new long[] {-1}, true, new ScalarTypeOptional()); // [..., 1]
        Tensor normal = exact.mul(meanSquare.add(new Scalar(epsilon)).rsqrt());
        Tensor scale = weight.tensor().to(ScalarType.Float);
        return normal.mul(offset == 0 ? scale : scale.add(new Scalar(offset))).to(x.scalar_type());
    }
}
