package io.github.dilm4j.generator;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.TextScorer;
import java.util.List;

/** Scores examples by the generator's log-likelihood per token. */
public final class LikelihoodScorer implements TextScorer {
    private final Generator generator;

    public LikelihoodScorer(Generator generator) {
        this.generator = generator;
    }

    @Override
    public double[] score(List<Example> examples) {
        float[] nll = generator.nll(examples);
        double[] scores = new double[nll.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = -nll[i];
        }
        return scores;
    }
}
