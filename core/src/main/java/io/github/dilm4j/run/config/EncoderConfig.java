package io.github.dilm4j.run.config;

/**
 * The model whose embeddings K-centers, herding and diverse batches compare. An embedding is the [CLS] vector, as in
 * the paper, or the pooling that {@code 1_Pooling/config.json} in the model's folder names.
 *
 * @param model a Hugging Face folder or hub id
 * @param maxTokens longest text in tokens; longer texts are cut
 */
public record EncoderConfig(String model, int maxTokens) {
    void check(Problems problems) {
        problems.require(!model.isBlank(), "encoder.model", "must be a folder", "''");
        problems.require(maxTokens >= 3, "encoder.maxTokens", "must be at least 3", maxTokens);
    }
}
