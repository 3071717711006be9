package io.github.dilm4j.learner;

/** An encoder that owns its model and tokenizer. */
public record FolderEncoder(Learners.Parts parts, TransformerEncoder encoder) implements AutoCloseable {
    @Override
    public void close() {
        parts.close();
    }
}
