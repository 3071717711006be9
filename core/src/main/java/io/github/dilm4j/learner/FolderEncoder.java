package io.github.dilm4j.learner;

/** An encoder with the model and the tokenizer that it works with. */
public record FolderEncoder(Learners.Parts parts, TransformerEncoder encoder) implements AutoCloseable {
    @Override
    public void close() {
        parts.close();
    }
}
