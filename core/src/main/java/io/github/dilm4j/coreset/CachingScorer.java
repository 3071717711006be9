package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.TextScorer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks another scorer once for a pool from which several sets are chosen; it holds the pool until it is dropped. Not for
 * several threads.
 */
public final class CachingScorer implements TextScorer {
    private final TextScorer scorer;
    private final Map<Example, Double> known = new HashMap<>();

    public CachingScorer(TextScorer scorer) {
        this.scorer = scorer;
    }

    /** Texts that are not all known are scored together, so that no score depends on what was known before. */
    @Override
    public double[] score(List<Example> examples) {
        if (!known.keySet().containsAll(examples)) {
            double[] scores = scorer.score(examples);
            if (scores.length != examples.size()) {
                return scores; // for the selector to refuse
            }
            for (int i = 0; i < scores.length; i++) {
                known.put(examples.get(i), scores[i]);
            }
        }
        return examples.stream().mapToDouble(known::get).toArray();
    }
}
