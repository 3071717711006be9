package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import java.util.List;

/** Turns examples into vectors that lie close together where the texts mean alike. */
@FunctionalInterface
public interface Encoder {
    /**
     * Embeds the texts; the label is not looked at, and the same texts always give the same vector.
     *
     * @return [n, hidden], in the order of {@code examples}
     */
    float[][] embed(List<Example> examples);
}
