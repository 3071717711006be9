package io.github.dilm4j.run.config;

/**
 * Gradient matching.
 *
 * @param training the generator's training; its batch size is the number of synthetic texts per label and step
 * @param gradients which gradients of the learner are matched
 * @param nll divisor of a text's negative log-likelihood
 * @param pool texts per label that the generator writes at every refresh
 * @param refreshEvery outer loops between two refreshes
 * @param diverse whether a synthetic batch takes one text of each cluster of the pool
 * @param temperature temperature of the weights {@code softmax(-nll / temperature)}
 * @param weighting how much the positions and labels count
 * @param lambda weight of the language-model loss on real texts; 0 for none
 * @param lambdaBatchSize real texts in that loss
 * @param microBatch synthetic texts whose activations each worker holds at once, at the cost of a second forward pass;
 *     0 for a whole batch
 * @param keep which generator is the result; {@code best} has the greatest matching cosine on the select split
 * @param validateEvery steps between two scores on the select split; 0 for none
 */
public record MatchingConfig(
        TrainingConfig training,
        Gradients gradients,
        Nll nll,
        int pool,
        int refreshEvery,
        boolean diverse,
        double temperature,
        Weighting weighting,
        double lambda,
        int lambdaBatchSize,
        int microBatch,
        Keep keep,
        int validateEvery) {
    /** Which gradients are matched. */
    public enum Gradients {
        /** The gradients of the classification head. */
        HEAD,
        /** The gradients of all parameters. */
        ALL
    }

    /** The divisor of a text's negative log-likelihood. */
    public enum Nll {
        /** The number of its own tokens. */
        MEAN_OVER_TOKENS,
        /** The length of the padded batch, as in the reference implementation. */
        PADDED_LENGTH
    }

    /** How much the positions and labels count in the generator's training. */
    public enum Weighting {
        /** By the gradient of the loss, which is up to some hundred times smaller at the first positions. */
        LOSS,
        /** All alike. */
        EQUAL
    }

    void check(DataConfig data, Problems problems) {
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
        problems.notNegative("matching.microBatch", microBatch);
        ValidationConfig.check("matching.validateEvery", validateEvery, keep, data, problems);
    }
}
