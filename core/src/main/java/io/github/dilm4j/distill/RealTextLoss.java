package io.github.dilm4j.distill;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.training.EpochOrder;
import java.util.List;

/** The language-model loss on real texts that is added to the matching loss. */
public final class RealTextLoss {
    private final double lambda;
    private final List<Example> fit;
    private final EpochOrder order;

    /**
     * @param lambda weight of the loss
     * @param batchSize real texts of a step
     */
    public RealTextLoss(double lambda, int batchSize, List<Example> fit, RandomStreams streams) {
        this.lambda = lambda;
        this.fit = fit;
        this.order = new EpochOrder(fit.size(), batchSize, streams, "lambda order");
    }

    /**
     * Adds the gradient of a step's weighted loss to the generator's.
     *
     * @param step counted from 0
     * @return the weighted loss
     */
    double accumulate(Generator generator, long step) {
        return lambda * generator.accumulateLanguageModelLoss(generator.encode(order.batchOf(fit, step)), lambda);
    }
}
