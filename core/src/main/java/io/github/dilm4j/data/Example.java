package io.github.dilm4j.data;

import java.io.Serializable;
import java.util.List;

/**
 * One labelled example.
 *
 * @param texts one text, or two for a pair task
 * @param label index into {@link Task#labels()}
 */
public record Example(List<String> texts, int label) implements Serializable {
    public Example {
        texts = List.copyOf(texts);
        if (texts.isEmpty() || texts.size() > 2) {
            throw new IllegalArgumentException("an example has one or two texts, got " + texts.size());
        }
        if (label < 0) {
            throw new IllegalArgumentException("a label is an index from 0, got " + label);
        }
    }

    /** The number of different texts among the examples, whatever their labels. */
    public static int distinctTexts(List<Example> examples) {
        return (int) examples.stream().map(Example::texts).distinct().count();
    }

    public static Example of(String text, int label) {
        return new Example(List.of(text), label);
    }
}
