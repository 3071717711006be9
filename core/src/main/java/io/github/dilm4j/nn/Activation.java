package io.github.dilm4j.nn;

import io.github.dilm4j.base.InputException;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Element-wise functions, by the names that model configs use. */
public enum Activation {
    GELU,
    GELU_TANH,
    RELU,
    SILU,
    TANH;

    /** @throws InputException naming the known ones, if {@code name} is not one of them */
    public static Activation named(String name) {
        return switch (name) {
            case "gelu" -> GELU;
            case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> GELU_TANH;
            case "relu" -> RELU;
            case "silu", "swish" -> SILU;
            case "tanh" -> TANH;
            default ->
                throw new InputException("activation '" + name
                        + "' is not one of [gelu, gelu_new, gelu_pytorch_tanh, gelu_fast, relu, silu, swish, tanh]");
        };
    }

    public Tensor apply(Tensor x) {
        return switch (this) {
            case GELU -> torch.gelu(x);
            case GELU_TANH -> torch.gelu(x, "tanh");
            case RELU -> torch.relu(x);
            case SILU -> torch.silu(x);
            case TANH -> torch.tanh(x);
        };
    }
}
