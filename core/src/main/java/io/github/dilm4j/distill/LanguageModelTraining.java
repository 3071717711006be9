package io.github.dilm4j.distill;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.tokenize.TokenSequence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Teaches the generator to write texts of each label: cross-entropy on {@code <bos_label> text <eos>} over the real
 * data. DiLM (arXiv:2404.00264), section 3.1, stage 1.
 */
public final class LanguageModelTraining {
    private final TrainingSchedule schedule;
    private final RandomStreams streams;
    private final Observer observer;
    private final Checkpointing checkpointing;

    public LanguageModelTraining(
            TrainingSchedule schedule, RandomStreams streams, Observer observer, Checkpointing checkpointing) {
        this.schedule = schedule;
        this.streams = streams;
        this.observer = observer;
        this.checkpointing = checkpointing;
    }

    /** @throws io.github.dilm4j.base.InputException if the loss stops being a number */
    public void run(Generator generator, List<Example> fit) {
        EpochOrder order = new EpochOrder(fit.size(), schedule.batchSize(), streams, "language model order");
        List<TokenSequence> sequences = generator.encode(fit);
        Checkpointing.State state =
                Checkpointing.State.of("generator.safetensors", generator::saveState, generator::loadState);
        for (long step = checkpointing.resume(state); step < schedule.steps(); ) {
            List<TokenSequence> batch = order.batchOf(sequences, step);
            double rate = schedule.rate(step);
            long now = step;
            double loss = Health.step(
                    "language-model training",
                    now + 1,
                    () -> Health.rows(order.batch(now)) + " of the fit split",
                    () -> generator.trainStep(
                            batch, rate, schedule.clip(), streams.seed("language model dropout", now)));
            step++;
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("nll", loss);
            values.put("learningRate", rate);
            observer.step(step, schedule.steps(), values);
            checkpointing.reached(step, state);
        }
    }
}
