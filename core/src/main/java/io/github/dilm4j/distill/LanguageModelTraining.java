package io.github.dilm4j.distill;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.NllPass;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.training.Checkpointing;
import io.github.dilm4j.training.EpochOrder;
import io.github.dilm4j.training.FiniteCheck;
import io.github.dilm4j.training.TrainingSchedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Teaches the generator to write texts of each label: cross-entropy on {@code <bos_label> text <eos>} over the real
 * data. DiLM (arXiv:2404.00264), section 3.1, stage 1.
 */
public final class LanguageModelTraining {
    private static final String WORDS = "language-model training";
    private static final String FIT = "the fit split";
    private static final String SELECT = "the select split";
    private static final int FEWEST_HELD_OUT = 20; // examples that show whether the label matters

    /**
     * @param validateEvery steps between two validations on held-out examples, the last of which follows the last step;
     *     0 for none
     * @param keepBest whether the generator ends with the weights of its least loss there, not with its
     *     last ones
     * @param stopIfIgnored whether a generator that ends up ignoring its labels is an error, or else only a warning
     */
    public record Settings(TrainingSchedule schedule, int validateEvery, boolean keepBest, boolean stopIfIgnored) {}

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
     * @param select held-out examples for the validation; if there are enough, the label's influence is measured on
     *     them, else on examples of {@code fit}
     * @throws io.github.dilm4j.base.NotFiniteException if the loss is NaN or infinite
     * @throws InputException if the generator ignores its labels
     */
    public void run(Generator generator, List<Example> fit, List<Example> select) {
        boolean heldOut = measuresHeldOut(select);
        LabelInfluence influence = influence(fit, select, streams);
        try (BestGenerator best =
                new BestGenerator(settings.keepBest(), settings.schedule().learningRate())) {
            Optional<LabelInfluence.Result> last = train(generator, best, influence, fit, select);
            best.restore(generator);
            best.score().ifPresent(score -> observer.languageModelKept(score.step(), -score.value()));
            LabelInfluence.Result kept = last.filter(result -> best.score().isEmpty())
                    .orElseGet(() ->
                            measure(influence, generator, settings.schedule().steps()));
            if (kept.isNoBetterThanChance()) {
                labelsAreNotHeeded(kept, heldOut ? SELECT : FIT);
            }
        }
    }

    /** The number of texts whose likelihood {@link #run} computes beside its steps. */
    public static long likelihoods(Settings settings, List<Example> fit, List<Example> select) {
        int steps = settings.schedule().steps();
        long validations = IntStream.rangeClosed(1, steps)
                .filter(step -> settings.schedule().isDue(settings.validateEvery(), step))
                .count();
        long influences = Math.max(1, validations) + (settings.keepBest() && validations > 0 ? 1 : 0);
        int perInfluence = influence(fit, select, new RandomStreams(0)).likelihoods();
        return validations * select.size() + influences * perInfluence;
    }

    private static boolean measuresHeldOut(List<Example> select) {
        return select.size() >= FEWEST_HELD_OUT;
    }

    private static LabelInfluence influence(List<Example> fit, List<Example> select, RandomStreams streams) {
        int labels = 1 + fit.stream().mapToInt(Example::label).max().orElseThrow();
        return new LabelInfluence(measuresHeldOut(select) ? select : fit, labels, streams);
    }

    private void labelsAreNotHeeded(LabelInfluence.Result result, String split) {
        boolean shown = result.showsThatLabelsAreIgnored();
        String sentence = String.format(
                Locale.ROOT,
                "the generator %s its labels: the true label is the most likely for %d of %d examples of %s, no more"
                        + " than chance explains (%d), and its mean margin over the best other label is %.4f nats per"
                        + " token; say what the labels mean (task.labelNames, generator.prompt) or train more"
                        + " (languageModel.steps, languageModel.learningRate, generator.newVectorRate)",
                shown ? "ignores" : "may ignore",
                result.correct(),
                result.rows(),
                split,
                Math.round(result.chance() * result.rows()),
                result.margin());
        if (shown && settings.stopIfIgnored()) {
            throw new InputException(
                    WORDS + ": " + sentence + "; to go on with this generator, set health.ignoredLabels: warn");
        }
        observer.warning(sentence);
    }

    /** Returns the influence of the label after the last step, if this call took that step. */
    private Optional<LabelInfluence.Result> train(
            Generator generator,
            BestGenerator best,
            LabelInfluence influence,
            List<Example> fit,
            List<Example> select) {
        TrainingSchedule schedule = settings.schedule();
        Optional<LabelInfluence.Result> last = Optional.empty();
        EpochOrder order = new EpochOrder(fit.size(), schedule.batchSize(), streams, "language model order");
        List<TokenSequence> sequences = generator.encode(fit);
        Checkpointing.State state = new BestGenerator.Training(generator, best);
        for (long done = checkpointing.resume(state); done < schedule.steps(); done++) {
            long step = done + 1; // 1-based, for reporting
            List<TokenSequence> batch = order.batchOf(sequences, done);
            double rate = schedule.rate(done);
            long seed = streams.seed("language model dropout", done);
            double loss = FiniteCheck.step(
                    WORDS,
                    step,
                    () -> FiniteCheck.rows(order.batch(step - 1)) + " of " + FIT,
                    () -> generator.trainStep(batch, rate, schedule.clip(), seed));
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("nll", loss);
            if (schedule.isDue(settings.validateEvery(), step)) {
                values.put("selectNll", validate(generator, best, select, step));
            }
            if (step == schedule.steps() || schedule.isDue(settings.validateEvery(), step)) {
                LabelInfluence.Result result = measure(influence, generator, step);
                values.put("labelAccuracy", result.accuracy());
                values.put("labelMargin", result.margin());
                last = Optional.of(result);
            }
            values.put("learningRate", rate);
            observer.step(step, schedule.steps(), values);
            checkpointing.reached(step, state);
        }
        return last;
    }

    private LabelInfluence.Result measure(LabelInfluence influence, Generator generator, long step) {
        return FiniteCheck.checked(WORDS, step, () -> "examples under each label", () -> influence.measure(generator));
    }

    /** Returns the mean over texts of their loss per token, nats. */
    private double validate(Generator generator, BestGenerator best, List<Example> select, long step) {
        double nll = FiniteCheck.step(WORDS, step, () -> SELECT, () -> NllPass.mean(generator.nll(select)));
        best.offer(generator, new BestGenerator.Score(step, -nll));
        return nll;
    }
}
