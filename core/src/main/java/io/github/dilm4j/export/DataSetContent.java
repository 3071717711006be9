package io.github.dilm4j.export;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.TextScorer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an exported data set holds besides the texts.
 *
 * @param nearest what is published of the nearest real text
 * @param train the real examples to look for it in; not read for {@link Nearest#NONE}
 * @param scorer gives each text's log-probability per token under the generator; empty to leave it out
 * @param real the real examples to publish, by the name of their split, in this order; may be empty
 */
public record DataSetContent(
        Nearest nearest, List<Path> train, Optional<TextScorer> scorer, Map<String, List<Example>> real) {
    public DataSetContent {
        train = List.copyOf(train);
        real = new LinkedHashMap<>(real);
    }

    /** Without log-probabilities and real examples. */
    public DataSetContent(Nearest nearest, List<Path> train) {
        this(nearest, train, Optional.empty(), Map.of());
    }
}
