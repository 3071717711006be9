package io.github.dilm4j.nn;

import io.github.dilm4j.tensor.Autocast;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Scaled dot-product attention. Vaswani et al. 2017, equation 1. */
public final class Attention {
    /** The implementations of attention; both give the same result up to rounding. */
    public enum Kernel {
        /** One fused kernel: for inference and for training without attention dropout. */
        FUSED,
        /** Plain operations: for attention dropout, and for derivatives that the fused kernel lacks. */
        PLAIN
    }

    /**
     * The queries, keys and values of attention.
     *
     * @param queries [batch, heads, queries, headSize]; keys and values have the same type, or float32 beside
     *     bfloat16 on the CPU
     * @param keys [batch, heads, keys, headSize]
     * @param values like keys
     */
    public record Heads(Tensor queries, Tensor keys, Tensor values) {
        private Heads to(ScalarType type) {
            return new Heads(queries.to(type), keys.to(type), values.to(type));
        }
    }

    private Attention() {}

    /** The type that attention is computed in: on the CPU, whose kernels for bfloat16 are slower, float32 instead. */
    public static ScalarType computedIn(ScalarType type, boolean cpu) {
        return cpu && type == ScalarType.BFloat16 ? ScalarType.Float : type;
    }

    /** [batch, length, heads · headSize] to [batch, heads, length, headSize]. */
    public static Tensor splitHeads(Tensor x, long heads) {
        long batch = x.size(0);
        long length = x.size(1);
        return x.view(batch, length, heads, x.size(2) / heads).transpose(1, 2);
    }

    /** [batch, heads, length, headSize] to [batch, length, heads · headSize]. */
    public static Tensor mergeHeads(Tensor x) {
        long batch = x.size(0);
        long length = x.size(2);
        return x.transpose(1, 2).reshape(batch, length, x.size(1) * x.size(3));
    }

    /**
     * @param mask added to the scores; broadcastable to [batch, heads, queries, keys]
     * @param dropout probability of dropping an attention weight
     * @return [batch, heads, queries, headSize]
     */
    public static Tensor attend(Heads heads, Tensor mask, double dropout, Kernel kernel) {
        return attend(heads, mask, AttentionScores.of(heads.queries().size(3)), dropout, kernel);
    }

    /** Like {@link #attend(Heads, Tensor, double, Kernel)}, with scores of another kind. */
    public static Tensor attend(Heads heads, Tensor mask, AttentionScores kind, double dropout, Kernel kernel) {
        ScalarType type = heads.queries().scalar_type().intern();
        ScalarType computed = computedIn(type, heads.queries().is_cpu());
        if (computed != type) {
            Heads exact = heads.to(computed);
            return Autocast.asGiven(DeviceType.CPU, () -> attendInType(exact, mask, kind, dropout, kernel))
                    .to(type);
        }
        return attendInType(heads, mask, kind, dropout, kernel);
    }

    private static Tensor attendInType(Heads heads, Tensor mask, AttentionScores kind, double dropout, Kernel kernel) {
        if (dropout == 0 && kernel == Kernel.FUSED && !kind.capped()) {
            Tensor ofType = mask.to(heads.queries().scalar_type()); // CUDA's kernel requires this type
            return torch.scaled_dot_product_attention(
                    heads.queries(),
                    heads.keys(),
                    heads.values(),
                    new TensorOptional(ofType),
                    0,
                    false,
                    new DoubleOptional(kind.scale()),
                    false);
        }
        Tensor scores = kind.of(heads.queries(), heads.keys()).add(mask); // [batch, heads, queries, keys]
        Tensor weights = Dropout.apply(torch.softmax(scores, -1), dropout); // [batch, heads, queries, keys]
        return weights.to(heads.values().scalar_type()).matmul(heads.values()); // [batch, heads, queries, headSize]
    }
}
