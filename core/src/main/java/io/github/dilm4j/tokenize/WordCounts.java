package io.github.dilm4j.tokenize;

import io.github.dilm4j.base.InputException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** The number of occurrences of each word in a training text. */
final class WordCounts {
    private static final class Count {
        private long value;
    }

    private final Map<String, Count> counts = new HashMap<>();

    void add(String word) {
        counts.computeIfAbsent(word, w -> new Count()).value++;
    }

    void forEach(BiConsumer<String, Long> action) {
        counts.forEach((word, count) -> action.accept(word, count.value));
    }

    void requireWords() {
        if (counts.isEmpty()) {
            throw new InputException("there is no text to train a tokenizer on: the texts have no words");
        }
    }
}
