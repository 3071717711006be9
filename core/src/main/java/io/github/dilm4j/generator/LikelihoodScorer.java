package io.github.dilm4j.generator;

import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Shown;
import io.github.dilm4j.data.TextScorer;
import java.util.List;

/** Scores examples by the generator's log-likelihood per token. */
public final class LikelihoodScorer implements TextScorer {
    private final Generator generator;

    public LikelihoodScorer(Generator generator) {
        this.generator = generator;
    }

    /** @throws NotFiniteException naming the text, if a likelihood is NaN or infinite */
    @Override
    public double[] score(List<Example> examples) {
        float[] nll = generator.nll(examples);
        double[] scores = new double[nll.length];
        for (int i = 0; i < scores.length; i++) {
            if (!Float.isFinite(nll[i])) {
                throw new NotFiniteException(
                        "the generator's log-likelihood of "
                                + Shown.list(examples.get(i).texts()) + " is " + -nll[i]
                                + "; its weights are damaged, or its training diverged: use another model",
                        "log-likelihood",
                        -nll[i]);
            }
            scores[i] = -nll[i];
        }
        return scores;
    }
}
