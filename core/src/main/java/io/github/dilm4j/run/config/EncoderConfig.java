package io.github.dilm4j.run.config;

/**
 * The model whose embeddings K-centers, herding and the diverse mini-batches compare.
 *
 * @param model a Hugging Face folder
 */
public record EncoderConfig(String model, int maxTokens) {
    void check(Problems problems) {
        problems.require(!model.isBlank(), "encoder.model", "must be a folder", "''");
        problems.require(maxTokens >= 3, "encoder.maxTokens", "must be at least 3", maxTokens);
    }
}
