package io.github.dilm4j.benchmarks;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.nn.Schedule;
import java.util.Map;
import java.util.stream.IntStream;

/** Training steps of the learner on real texts. */
final class LearnerStep implements Piece {
    private static final int STEPS = 10;

    private final boolean dropout;
    private final Plan plan;
    private final Learner learner;
    private final TokenBatch texts;
    private final Schedule schedule;
    private int step;

    LearnerStep(Work work, boolean dropout) {
        this.dropout = dropout;
        plan = work.plan();
        learner = work.learner(dropout ? "learner-dropout" : "learner");
        texts = work.tokenised(work.examples("train.tsv").subList(0, STEPS * plan.learnerBatch()));
        schedule = Schedule.of(Decay.COSINE, plan.learnerRate(), 1000, 0.5);
    }

    @Override
    public int units() {
        return STEPS;
    }

    @Override
    public Map<String, Double> run() {
        double first = 0;
        for (int i = 0; i < STEPS; i++) {
            int begin = i * plan.learnerBatch();
            TokenBatch batch = texts.select(
                    IntStream.range(begin, begin + plan.learnerBatch()).toArray());
            double loss = learner.trainStep(batch, schedule.rate(step), plan.clip(), step);
            first = i == 0 ? loss : first;
            step++;
        }
        return dropout ? Map.of() : Map.of("firstLoss", first);
    }

    @Override
    public void close() {
        learner.close();
    }
}
