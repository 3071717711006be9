package io.github.dilm4j.distill;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.NllPass;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.matching.Match;
import io.github.dilm4j.training.Checkpointing;
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
 * Trains the generator so that its texts cause the same gradients in the learner as the real data. DiLM
 * (arXiv:2404.00264), section 3.2 and algorithm 1.
 */
public final class GradientMatchingTraining {
    /**
     * @param schedule its steps are matching steps
     * @param refreshEvery outer loops between two refreshes of the pool
     * @param microBatch synthetic texts whose activations the generator holds at the same time; 0 for the whole batch
     * @param equalWeights whether all positions and labels count alike, in place of the loss's gradient with its scale
     * @param keepBest whether the generator ends with the weights of its best validation, not with its last ones
     * @param validateEvery steps between two validations, the last of which follows the last step; 0 for none
     */
    public record Settings(
            TrainingSchedule schedule,
            int refreshEvery,
            int microBatch,
            boolean equalWeights,
            boolean keepBest,
            int validateEvery) {}

    private static final String WORDS = "gradient matching";

    private final Settings settings;
    private final LabelMatching matching;
    private final Function<List<Example>, TokenBatch> tokens;
    private final Observer observer;
    private final Checkpointing checkpointing;

    /** @param tokens tokenises examples for the learner */
    public GradientMatchingTraining(
            Settings settings,
            LabelMatching matching,
            Function<List<Example>, TokenBatch> tokens,
            Observer observer,
            Checkpointing checkpointing) {
        this.settings = settings;
        this.matching = matching;
        this.tokens = tokens;
        this.observer = observer;
        this.checkpointing = checkpointing;
    }

    /**
     * Trains the generator of the pool.
     *
     * @param positions matching steps of an outer loop
     * @param real the real examples to match; the trajectories know the gradients of repsets
     * @param validation scores the generator, if the settings ask for it
     * @param realTexts a language-model loss beside the matching, if any
     */
    public void run(
            SyntheticPool pool,
            Trajectories trajectories,
            int positions,
            RealTokens real,
            Optional<Validation> validation,
            Optional<RealTextLoss> realTexts) {
        try (BestGenerator best =
                new BestGenerator(settings.keepBest(), settings.schedule().learningRate())) {
            MatchingState state =
                    new MatchingState(new BestGenerator.Training(pool.generator(), best), pool, trajectories);
            train(state, positions, real, validation, realTexts);
            best.restore(pool.generator());
            best.score().ifPresent(score -> observer.generatorKept(score.step(), score.value()));
        }
    }

    private void train(
            MatchingState state,
            int positions,
            RealTokens real,
            Optional<Validation> validation,
            Optional<RealTextLoss> realTexts) {
        SyntheticPool pool = state.pool();
        Trajectories trajectories = state.trajectories();
        Generator generator = pool.generator();
        int labels = real.labels();
        TrainingSchedule schedule = settings.schedule();
        for (long done = checkpointing.resume(state); done < schedule.steps(); done++) {
            long step = done + 1; // 1-based, for reporting
            long outerLoop = done / positions;
            int position = (int) (done % positions);
            if (position == 0 && outerLoop % settings.refreshEvery() == 0) {
                pool.refresh(outerLoop / settings.refreshEvery());
            }
            trajectories.moveTo(outerLoop, position);
            Share share = Share.NONE;
            for (int label = 0; label < labels; label++) {
                share = share.plus(match(generator, trajectories, real, label, done, pool.draw(label, done)), labels);
            }
            double loss = share.loss();
            if (realTexts.isPresent()) {
                loss += realTexts.get().accumulate(generator, done);
            }
            double rate = schedule.rate(done);
            double norm = FiniteCheck.step(
                    WORDS, step, () -> "the texts of all labels", () -> generator.step(rate, schedule.clip()));
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("loss", loss);
            metrics.put("cosine", share.cosine());
            metrics.put("nll", share.nll());
            metrics.put("effectiveTexts", share.effectiveTexts());
            metrics.put("gradientNorm", norm);
            metrics.put("learningRate", rate);
            if (validation.isPresent() && schedule.isDue(settings.validateEvery(), step)) {
                metrics.put("selectCosine", validate(validation.get(), state.training(), step));
            }
            observer.step(step, schedule.steps(), metrics);
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
                    () -> matching.match(trajectories, real, label, done, tokens.apply(texts), pass.nll()));
            Match scaled = settings.equalWeights() ? match.normalised() : match;
            pass.backward(divided(scaled.coefficients(), real.labels()));
            return new Share(match.loss(), match.cosine(), nll, match.effectiveTexts());
        }
    }

    /** The contribution of one label, or of all labels, to a step. */
    private record Share(double loss, double cosine, double nll, double effectiveTexts) {
        static final Share NONE = new Share(0, 0, 0, 0);

        Share plus(Share other, int parts) {
            return new Share(
                    loss + other.loss / parts,
                    cosine + other.cosine / parts,
                    nll + other.nll / parts,
                    effectiveTexts + other.effectiveTexts / parts);
        }
    }

    /** Validates the generator; returns its cosine. */
    private double validate(Validation validation, BestGenerator.Training training, long step) {
        Generator generator = training.generator();
        double score =
                FiniteCheck.checked(WORDS, step, () -> "the validation's texts", () -> validation.cosine(generator));
        training.best().offer(generator, new BestGenerator.Score(step, score));
        return score;
    }

    private static float[] divided(float[] values, int divisor) {
        float[] divided = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            divided[i] = values[i] / divisor;
        }
        return divided;
    }

    /**
     * The state of the training: the generator with optimizer and best weights, the pool of texts, and the learner's
     * trajectory.
     */
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
            pool.restore(restored.texts(), restored.round());
            trajectories.load(folder);
        }
    }
}
