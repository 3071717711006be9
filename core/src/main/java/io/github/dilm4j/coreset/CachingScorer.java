package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.TextScorer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers the scores of another scorer, for a pool from which several sets are chosen. It holds the pool. Not for
 * concurrent use.
 */
public final class CachingScorer implements TextScorer {
    private final TextScorer scorer;
    private final Map<Example, Double> known = new HashMap<>();

    public CachingScorer(TextScorer scorer) {
        this.scorer = scorer;
    }

    /** If any text is unknown, all are scored together, so that no score depends on earlier calls. */
    @Override
    public double[] score(List<Example> examples) {
        if (!known.keySet().containsAll(examples)) {
            double[] scores = scorer.score(examples);
            if (scores.length != examples.size()) {
                return scores; // the selector refuses them
            }
            for (int i = 0; i < scores.length; i++) {
                known.put(examples.get(i), scores[i]);
            }
        }
        return examples.stream().mapToDouble(known::get).toArray();
    }
}
