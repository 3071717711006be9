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
    private static final String WORDS = "language-model training";

    /**
     * @param validateEvery steps between two looks at held-out examples, of which one follows the last step too; 0 for none
     * @param keepBest whether the generator ends with the weights of its least loss on them, not with its last ones
     */
    public record Settings(TrainingSchedule schedule, int validateEvery, boolean keepBest) {}

    private final Settings settings;
    private final RandomStreams streams;
    private final Observer observer;
    private final Checkpointing checkpointing;

    public LanguageModelTraining(
            Settings settings, RandomStreams streams, Observer observer, Checkpointing checkpointing) {
        this.settings = settings;
        this.streams = streams;
        this.observer = observer;
        this.checkpointing = checkpointing;
    }

    /**
     * @param select held-out examples, where the settings want them looked at
     * @throws io.github.dilm4j.base.InputException if the loss stops being a number
     */
    public void run(Generator generator, List<Example> fit, List<Example> select) {
        try (BestGenerator best =
                new BestGenerator(settings.keepBest(), settings.schedule().learningRate())) {
            train(generator, best, fit, select);
            best.restore(generator);
            best.score().ifPresent(score -> observer.languageModelKept(score.step(), -score.value()));
        }
    }

    private void train(Generator generator, BestGenerator best, List<Example> fit, List<Example> select) {
        TrainingSchedule schedule = settings.schedule();
        EpochOrder order = new EpochOrder(fit.size(), schedule.batchSize(), streams, "language model order");
        List<TokenSequence> sequences = generator.encode(fit);
        Checkpointing.State state = new BestGenerator.Training(generator, best);
        for (long done = checkpointing.resume(state); done < schedule.steps(); done++) {
            long step = done + 1; // for those who read of it
            List<TokenSequence> batch = order.batchOf(sequences, done);
            double rate = schedule.rate(done);
            long seed = streams.seed("language model dropout", done);
            double loss = Health.step(
                    WORDS,
                    step,
                    () -> Health.rows(order.batch(step - 1)) + " of the fit split",
                    () -> generator.trainStep(batch, rate, schedule.clip(), seed));
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("nll", loss);
            if (schedule.isDue(settings.validateEvery(), step)) {
                values.put("selectNll", validate(generator, best, select, step));
            }
            values.put("learningRate", rate);
            observer.step(step, schedule.steps(), values);
            checkpointing.reached(step, state);
        }
    }

    /** Returns the mean over texts of their loss per token, nats. */
    private double validate(Generator generator, BestGenerator best, List<Example> select, long step) {
        double nll = Health.step(WORDS, step, () -> "the select split", () -> Floats.mean(generator.nll(select)));
        best.offer(generator, new BestGenerator.Score(step, -nll));
        return nll;
    }
}
