package io.github.dilm4j.distill;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.nn.Schedule;
import io.github.dilm4j.training.EpochOrder;
import io.github.dilm4j.training.FiniteCheck;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Trains learners on the real data, each trajectory with its own head, batches and dropout: gradients are matched along
 * these trajectories. DiLM (arXiv:2404.00264), section 3.1.
 */
public final class RealDataTraining implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * @param positions how many matching positions a trajectory has; position 0 is the untrained head
     * @param stepsBetween learner steps between two positions
     * @param examplesPerLabel how many real examples of each label a trajectory's learner sees, drawn again for each
     *     one, as distilled sets are small too; 0 for all
     * @param learningRate the greatest
     * @param decay how the rate falls from there in {@link #steps}; the reference's is a cosine
     * @param warmup share of the steps in which it rises, in [0, 1]
     */
    public record Settings(
            int positions,
            int stepsBetween,
            int batchSize,
            int examplesPerLabel,
            double learningRate,
            Decay decay,
            double warmup,
            double clip)
            implements Serializable {
        /**
         * Learner steps of the learning-rate schedule; as in the reference, those after the last position are not done.
         */
        int steps() {
            return Math.multiplyExact(positions, stepsBetween);
        }
    }

    private final TokenBatch fit;
    private final Settings settings;
    private final RandomStreams streams;

    public RealDataTraining(TokenBatch fit, Settings settings, RandomStreams streams) {
        this.fit = fit;
        this.settings = settings;
        this.streams = streams;
    }

    public Settings settings() {
        return settings;
    }

    /** Puts the learner at position 0 of a trajectory. */
    public void start(Learner learner, long trajectory) {
        learner.reset(of(trajectory).seed("learner"));
    }

    /** Trains from position {@code position - 1} to {@code position}; returns the mean loss. */
    public double advance(Learner learner, long trajectory, int position) {
        RandomStreams own = of(trajectory);
        TokenBatch seen = seen(own);
        EpochOrder order = new EpochOrder(seen.size(), settings.batchSize(), own, "order");
        Schedule schedule = Schedule.of(settings.decay(), settings.learningRate(), settings.steps(), settings.warmup());
        int first = (position - 1) * settings.stepsBetween();
        double loss = 0;
        for (int step = first; step < first + settings.stepsBetween(); step++) {
            int now = step;
            loss += FiniteCheck.step(
                    words(trajectory),
                    now + 1L,
                    () -> FiniteCheck.rows(order.batch(now)) + placeOfRows(),
                    () -> learner.trainStep(
                            seen.select(order.batch(now)),
                            schedule.rate(now),
                            settings.clip(),
                            own.seed("dropout", now)));
        }
        return loss / settings.stepsBetween();
    }

    /** The real examples that a trajectory's learner is trained on. */
    private TokenBatch seen(RandomStreams own) {
        if (settings.examplesPerLabel() == 0) {
            return fit;
        }
        UniformRandomProvider random = own.stream("examples");
        Map<Integer, Integer> taken = new HashMap<>(); // by label
        int[] drawn = Arrays.stream(RandomStreams.permutation(fit.size(), random))
                .filter(row -> taken.merge(fit.labels()[row], 1, Integer::sum) <= settings.examplesPerLabel())
                .toArray();
        return fit.select(drawn);
    }

    private String placeOfRows() {
        return settings.examplesPerLabel() == 0 ? " of the fit split" : " of the trajectory's examples";
    }

    /** The name of a trajectory in messages. */
    static String words(long trajectory) {
        return "the learner of trajectory " + trajectory;
    }

    private RandomStreams of(long trajectory) {
        return streams.child("trajectory", trajectory);
    }
}
