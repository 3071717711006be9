package io.github.dilm4j.model;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** The type of weights in memory; trained weights are float32. */
public enum WeightType {
    FLOAT32,
    BFLOAT16,
    /** The type of the folder's config: float16 and bfloat16 stay. */
    KEPT;

    /** The type for the weights of a folder. */
    public ScalarType of(ModelFolder folder) {
        return switch (this) {
            case FLOAT32 -> ScalarType.Float;
            case BFLOAT16 -> ScalarType.BFloat16;
            case KEPT -> stored(folder.config());
        };
    }

    private static ScalarType stored(ModelConfig config) {
        String type = config.text("dtype", config.text("torch_dtype", "float32"));
        return switch (type) {
            case "float16" -> ScalarType.Half;
            case "bfloat16" -> ScalarType.BFloat16;
            default -> ScalarType.Float;
        };
    }
}
