package io.github.dilm4j.model.llama;

import io.github.dilm4j.model.ModelConfig;

/** A variant of the Llama family: its name in configs, and its name in messages and in classes of transformers. */
enum LlamaVariant {
    LLAMA("llama", "Llama"),
    MISTRAL("mistral", "Mistral"),
    QWEN2("qwen2", "Qwen2"),
    QWEN3("qwen3", "Qwen3"),
    GEMMA("gemma", "Gemma"),
    GEMMA2("gemma2", "Gemma2"),
    GEMMA3("gemma3_text", "Gemma3");

    private final String type;
    private final String label;

    LlamaVariant(String type, String label) {
        this.type = type;
        this.label = label;
    }

    /** Finds a variant by its {@code model_type}, which must be of the family. */
    static LlamaVariant of(ModelConfig config) {
        String type = config.text("model_type");
        for (LlamaVariant variant : values()) {
            if (variant.type.equals(type)) {
                return variant;
            }
        }
        throw new IllegalArgumentException("'" + type + "' is not a variant of the Llama family");
    }

    String label() {
        return label;
    }

    boolean gemma() {
        return compareTo(GEMMA) >= 0;
    }
}
