package io.github.dilm4j.benchmarks;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.nn.Schedule;
import java.util.Arrays;
import java.util.Map;

/** Fine-tuning a fresh learner on distilled texts, then its accuracy on the evaluation texts. */
final class Evaluate implements Piece {
    private static final long SEED = 1;

    private final Plan plan;
    private final Learner learner;
    private final TokenBatch distilled;
    private final TokenBatch dev;

    Evaluate(Work work) {
        plan = work.plan();
        learner = work.learner("learner-dropout");
        distilled = work.tokenised(work.examples("distilled.tsv"));
        dev = work.tokenised(work.examples("dev.tsv"));
    }

    @Override
    public boolean warmUp() {
        return false;
    }

    @Override
    public Map<String, Double> run() {
        learner.reset(SEED);
        RandomStreams streams = new RandomStreams(SEED);
        Schedule schedule = Schedule.of(Decay.COSINE, plan.learnerRate(), plan.fineTuningSteps(), 0.5);
        int size = Math.min(plan.fineTuningBatch(), distilled.size());
        for (int step = 0; step < plan.fineTuningSteps(); step++) {
            int[] order = RandomStreams.permutation(distilled.size(), streams.stream("batch", step));
            learner.trainStep(distilled.select(Arrays.copyOf(order, size)), schedule.rate(step), plan.clip(), step);
        }
        float[][] logits = learner.logits(dev.sequences());
        int right = 0;
        for (int i = 0; i < logits.length; i++) {
            int guess = logits[i][1] > logits[i][0] ? 1 : 0;
            right += guess == dev.labels()[i] ? 1 : 0;
        }
        return Map.of("accuracy", (double) right / logits.length);
    }

    @Override
    public void close() {
        learner.close();
    }
}
