package io.github.dilm4j.run.config;

/**
 * Gradient matching. The batch size of {@code training} is the number of synthetic texts per label and step.
 *
 * @param pool texts per label that the generator writes at every refresh
 * @param refreshEvery outer loops between two refreshes
 * @param diverse whether a synthetic batch takes one text of each cluster of the pool
 * @param temperature of the weights {@code softmax(-nll / temperature)}
 * @param lambda weight of the language-model loss on real data
 * @param lambdaBatchSize real texts in it
 */
public record MatchingConfig(
        TrainingConfig training,
        Gradients gradients,
        Nll nll,
        int pool,
        int refreshEvery,
        boolean diverse,
        double temperature,
        double lambda,
        int lambdaBatchSize) {
    /** Which gradients are matched. */
    public enum Gradients {
        HEAD,
        ALL
    }

    /** What a text's negative log-likelihood is averaged over. */
    public enum Nll {
        /** Its own tokens. */
        MEAN_OVER_TOKENS,
        /** The length of the padded batch, as the reference does. */
        PADDED_LENGTH
    }

    void check(Problems problems) {
        training.check("matching.training", problems);
        problems.require(
                pool >= training.batchSize(),
                "matching.pool",
                "must be at least matching.training.batchSize (" + training.batchSize() + ")",
                pool);
        problems.positive("matching.refreshEvery", refreshEvery);
        problems.positive("matching.temperature", temperature);
        problems.notNegative("matching.lambda", lambda);
        problems.positive("matching.lambdaBatchSize", lambdaBatchSize);
    }
}
