package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import java.util.List;

/** Turns examples into vectors that are close together if the texts have similar meanings. */
@FunctionalInterface
public interface Encoder {
    /**
     * Embeds the texts. The vector does not depend on the label, and the same texts always give the same vector.
     *
     * @return [n, hidden], in the order of {@code examples}
     */
    float[][] embed(List<Example> examples);
}
