package io.github.dilm4j.model;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** What weights are held in; those that are trained are float32. */
public enum WeightType {
    FLOAT32,
    BFLOAT16,
    /** As the folder's config tells: float16 and bfloat16 stay what they are. */
    KEPT;

    /** For the weights of a folder. */
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
