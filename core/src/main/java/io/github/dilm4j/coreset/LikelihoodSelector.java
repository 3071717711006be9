package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.TextScorer;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses the k texts with the highest scores, best first; ties go to the earlier text. The seed has no effect. */
public final class LikelihoodSelector implements CoresetSelector {
    private final TextScorer scorer;

    public LikelihoodSelector(TextScorer scorer) {
        this.scorer = scorer;
    }

    /** @throws IllegalArgumentException if a score is NaN or the scorer returns another number of scores */
    @Override
    public int[] select(List<Example> pool, int k, long seed) {
        DistinctTexts distinct = DistinctTexts.atLeast(k, pool);
        double[] scores = scorer.score(distinct.examples());
        if (scores.length != distinct.size()) {
            throw new IllegalArgumentException(
                    "the scorer gave " + scores.length + " scores for " + distinct.size() + " texts");
        }
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException(
                        "the score of " + distinct.examples().get(i).texts() + " is not a number");
            }
        }
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Double.compare(scores[b], scores[a])) // stable: ties keep the pool's order
                .limit(k)
                .mapToInt(i -> distinct.first()[i])
                .toArray();
    }
}
