package io.github.dilm4j.model.encoder;

/** What a checkpoint calls the parts of a {@link PostNormLayer}, after the layer's own name. */
public record PostNormNames(
        String query, String key, String value, String attentionOutput, PostNormFeedForward.Names feedForward) {

    /** As in BERT, RoBERTa and ELECTRA. */
    public static final PostNormNames BERT = new PostNormNames(
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
            PostNormFeedForward.Names.BERT);
}
