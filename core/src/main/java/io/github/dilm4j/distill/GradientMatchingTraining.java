package io.github.dilm4j.distill;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.NllPass;
import io.github.dilm4j.learner.FullGradient;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.matching.Match;
import io.github.dilm4j.matching.MatchingObjective;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.training.Checkpointing;
import io.github.dilm4j.training.EpochOrder;
import io.github.dilm4j.training.FiniteCheck;
import io.github.dilm4j.training.TrainingSchedule;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Trains the generator so that its texts cause the gradients in the learner that the real data causes. DiLM
 * (arXiv:2404.00264), section 3.2 and algorithm 1.
 */
public final class GradientMatchingTraining {
    /** Which gradients are matched. */
    public enum Gradients {
        /** Gradients of the classification head only, which need only forward passes of the learner. */
        HEAD,
        /** Gradients of all learner parameters. */
        ALL
    }

    /**
     * @param schedule its steps are matching steps; its batch size the synthetic texts per label
     * @param real how the gradients of real batches are computed
     * @param poolSize texts per label that the generator writes at every refresh
     * @param refreshEvery outer loops between two refreshes
     * @param diverse whether a synthetic batch takes one text from each cluster of the pool
     * @param temperature of the weights {@code softmax(-nll / temperature)}
     * @param lambda weight of the language-model loss on real data; 0 for none
     * @param lambdaBatchSize real texts in that loss
     * @param microBatch synthetic texts whose activations the generator holds at once; 0 for those of a whole batch
     * @param keepBest whether the generator ends with the weights of its best validation, not with its last ones
     * @param validateEvery steps between two validations, of which one follows the last step too; 0 for none
     */
    public record Settings(
            TrainingSchedule schedule,
            Gradients gradients,
            RealGradients real,
            int poolSize,
            int refreshEvery,
            boolean diverse,
            double temperature,
            double lambda,
            int lambdaBatchSize,
            int microBatch,
            boolean keepBest,
            int validateEvery,
            GenerationOptions options) {}

    private static final String WORDS = "gradient matching";

    private final Settings settings;
    private final MatchingObjective objective;
    private final Encoder encoder;
    private final Function<List<Example>, TokenBatch> tokens;
    private final RandomStreams streams;
    private final Observer observer;
    private final Checkpointing checkpointing;

    /** @param tokens tokenises examples for the learner */
    public GradientMatchingTraining(
            Settings settings,
            MatchingObjective objective,
            Encoder encoder,
            Function<List<Example>, TokenBatch> tokens,
            RandomStreams streams,
            Observer observer,
            Checkpointing checkpointing) {
        this.settings = settings;
        this.objective = objective;
        this.encoder = encoder;
        this.tokens = tokens;
        this.streams = streams;
        this.observer = observer;
        this.checkpointing = checkpointing;
    }

    /**
     * @param positions matching steps of an outer loop
     * @param real what is matched; of repsets the trajectories know the gradients
     * @param validation what scores the generator, where the settings want it scored
     * @param fit real examples, for the language-model loss of {@code lambda}
     */
    public void run(
            Generator generator,
            Trajectories trajectories,
            int positions,
            RealTokens real,
            Optional<Validation> validation,
            List<Example> fit) {
        try (BestGenerator best =
                new BestGenerator(settings.keepBest(), settings.schedule().learningRate())) {
            train(generator, trajectories, positions, real, validation, best, fit);
            best.restore(generator);
            best.score().ifPresent(score -> observer.generatorKept(score.step(), score.value()));
        }
    }

    private void train(
            Generator generator,
            Trajectories trajectories,
            int positions,
            RealTokens real,
            Optional<Validation> validation,
            BestGenerator best,
            List<Example> fit) {
        int labels = real.labels();
        TrainingSchedule schedule = settings.schedule();
        SyntheticPool pool = new SyntheticPool(
                generator,
                encoder,
                new SyntheticPool.Settings(
                        settings.poolSize(), schedule.batchSize(), settings.diverse(), settings.options()),
                streams,
                observer);
        EpochOrder lambdaOrder = new EpochOrder(fit.size(), settings.lambdaBatchSize(), streams, "lambda order");
        Checkpointing.State state = new MatchingState(new BestGenerator.Training(generator, best), pool, trajectories);
        for (long done = checkpointing.resume(state); done < schedule.steps(); done++) {
            long step = done + 1; // 1-based, for reporting
            long outerLoop = done / positions;
            int position = (int) (done % positions);
            if (position == 0 && outerLoop % settings.refreshEvery() == 0) {
                pool.refresh(labels, outerLoop / settings.refreshEvery());
            }
            trajectories.moveTo(outerLoop, position);
            Share share = Share.NONE;
            for (int label = 0; label < labels; label++) {
                share = share.plus(match(generator, trajectories, real, label, done, pool.draw(label, done)), labels);
            }
            double loss = share.loss();
            if (settings.lambda() > 0) {
                List<TokenSequence> texts = generator.encode(lambdaOrder.batchOf(fit, done));
                loss += settings.lambda() * generator.accumulateLanguageModelLoss(texts, settings.lambda());
            }
            double rate = schedule.rate(done);
            double norm = FiniteCheck.step(
                    WORDS, step, () -> "the texts of all labels", () -> generator.step(rate, schedule.clip()));
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("loss", loss);
            figures.put("cosine", share.cosine());
            figures.put("nll", share.nll());
            figures.put("gradientNorm", norm);
            figures.put("learningRate", rate);
            if (validation.isPresent() && schedule.isDue(settings.validateEvery(), step)) {
                figures.put("selectCosine", validate(validation.get(), generator, best, step));
            }
            observer.step(step, schedule.steps(), figures);
            checkpointing.reached(step, state);
        }
    }

    /** Adds a label's share to the generator's gradient. */
    private Share match(
            Generator generator,
            Trajectories trajectories,
            RealTokens real,
            int label,
            long done,
            List<Example> texts) {
        Supplier<String> words = () -> texts.size() + " texts of label " + label;
        try (NllPass pass = generator.nllPass(texts, settings.microBatch())) {
            double nll = FiniteCheck.step(WORDS, done + 1, words, () -> NllPass.mean(pass.nll()));
            Match match = FiniteCheck.checked(
                    WORDS,
                    done + 1,
                    words,
                    () -> match(trajectories, real, label, done, tokens.apply(texts), pass.nll()));
            pass.backward(divided(match.coefficients(), real.labels()));
            return new Share(match.loss(), match.cosine(), nll);
        }
    }

    /** What one label gives to a step, or all of them. */
    private record Share(double loss, double cosine, double nll) {
        static final Share NONE = new Share(0, 0, 0);

        Share plus(Share other, int parts) {
            return new Share(loss + other.loss / parts, cosine + other.cosine / parts, nll + other.nll / parts);
        }
    }

    /** Returns the generator's cosine. */
    private double validate(Validation validation, Generator generator, BestGenerator best, long step) {
        double score =
                FiniteCheck.checked(WORDS, step, () -> "the validation's texts", () -> validation.cosine(generator));
        best.offer(generator, new BestGenerator.Score(step, score));
        return score;
    }

    private Match match(
            Trajectories trajectories, RealTokens real, int label, long step, TokenBatch synthetic, float[] nll) {
        Learner learner = trajectories.learner();
        if (settings.gradients() == Gradients.HEAD) {
            MeanGradient gradient = realGradient(trajectories, real, label, step);
            return objective.match(gradient, learner.headGradients(synthetic), nll);
        }
        try (FullGradient gradient = settings.real().full(learner, real.batch(label, step))) {
            return learner.matchFully(gradient, synthetic, nll, settings.temperature());
        }
    }

    private MeanGradient realGradient(Trajectories trajectories, RealTokens real, int label, long step) {
        return real instanceof RepsetTokens repsets
                ? trajectories.realGradient(label, repsets.index(label, step))
                : settings.real().head(trajectories.learner(), real.batch(label, step));
    }

    private static float[] divided(float[] values, int divisor) {
        float[] divided = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            divided[i] = values[i] / divisor;
        }
        return divided;
    }

    /** The generator with its optimizer and its best weights, the texts to draw from, the learner on its way. */
    private record MatchingState(BestGenerator.Training training, SyntheticPool pool, Trajectories trajectories)
            implements Checkpointing.State {
        @Override
        public void save(Path folder) {
            training.save(folder);
            new PoolFile(pool.round(), pool.texts()).write(folder.resolve("pool.json"));
            trajectories.save(folder);
        }

        @Override
        public void load(Path folder) {
            training.load(folder);
            PoolFile restored = PoolFile.read(folder.resolve("pool.json"));
            pool.use(restored.texts(), restored.round());
            trajectories.load(folder);
        }
    }
}
