package io.github.dilm4j.model.encoder;

/** The names of the parts of a {@link PostNormLayer} in a checkpoint, after the layer's own name. */
public record PostNormNames(
        String query, String key, String value, String attentionOutput, PostNormFeedForward.Names feedForward) {

    /** The names of BERT, RoBERTa and ELECTRA. */
    public static final PostNormNames BERT = new PostNormNames(
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
            PostNormFeedForward.Names.BERT);
}
