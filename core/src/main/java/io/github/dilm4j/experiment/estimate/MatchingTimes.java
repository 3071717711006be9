package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.distill.RealGradients;
import io.github.dilm4j.experiment.stage.DistillStages;
import io.github.dilm4j.experiment.stage.Models;
import io.github.dilm4j.experiment.stage.StageContext;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.NllPass;
import io.github.dilm4j.learner.FullGradient;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.LearnerState;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.matching.GradientMatching;
import io.github.dilm4j.matching.Match;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.MatchingConfig;
import io.github.dilm4j.run.config.RepsetConfig;
import io.github.dilm4j.run.config.TrajectoryConfig;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures the parts of gradient matching, in seconds. Real texts replace the generator's. */
final class MatchingTimes {
    private static final int REAL_BATCHES = 4;

    private final ExperimentConfig config;
    private final Samples samples;
    private final int selectTexts; // per label
    private final TextTimes texts;
    private final GeneratorTimes generating;
    private final double learnerStep;
    private final double realGradient; // of a batch of one label
    private final double headGradient; // of such a batch, by the head alone
    private final double match; // of one label's synthetic texts, to the generator's gradient
    private final double generatorStep;
    private final double keep; // to write a state of the bank
    private final double restore; // to read one

    /** Measures. */
    MatchingTimes(StageContext context, Models models, Samples samples, TextTimes texts, GeneratorTimes generating) {
        this.config = context.config();
        this.samples = samples;
        this.selectTexts = context.data().splits().select().size() / samples.labels();
        this.texts = texts;
        this.generating = generating;
        MatchingConfig matching = config.matching();
        Generator generator = generating.generator();
        Probe probe = new Probe();
        try (Learner learner = models.learner()) {
            learner.reset(1);
            learnerStep = probe.each(i -> learner.trainStep(
                    models.learnerTokens(samples.part(i, config.trajectories().batchSize())),
                    config.trajectories().learningRate(),
                    1,
                    i));
            List<TokenBatch> real = new ArrayList<>();
            for (int i = 0; i < REAL_BATCHES; i++) {
                real.add(models.learnerTokens(
                        samples.ofOneLabel(i, config.repsets().size())));
            }
            RealGradients gradients = new RealGradients(config.repsets().microBatch());
            headGradient = probe.each(i -> gradients.head(learner, real.get(i % REAL_BATCHES)));
            if (matching.gradients() == MatchingConfig.Gradients.ALL) {
                realGradient = probe.each(
                        i -> gradients.full(learner, real.get(i % REAL_BATCHES)).close());
                try (FullGradient gradient = gradients.full(learner, real.get(0))) {
                    match = match(
                            models, (nll, tokens) -> learner.matchFully(gradient, tokens, nll, matching.temperature()));
                }
            } else {
                realGradient = headGradient;
                MeanGradient gradient = gradients.head(learner, real.get(0));
                GradientMatching objective = new GradientMatching(matching.temperature());
                match = match(models, (nll, tokens) -> objective.match(gradient, learner.headGradients(tokens), nll));
            }
            generatorStep = probe.each(i -> {
                accumulate(generator, i);
                generator.step(0, 1);
            });
            Path file = context.folder().root().resolve("state.safetensors");
            boolean bank = config.trajectories().mode() == TrajectoryConfig.Mode.BANK;
            keep = bank ? probe.once(() -> keep(learner, file)) : 0;
            restore = bank ? probe.each(i -> restore(learner, file, context.device())) : 0;
        }
    }

    private interface Matching {
        Match match(float[] nll, TokenBatch tokens);
    }

    /** The seconds for the texts of one label and step. */
    private double match(Models models, Matching matching) {
        int batch = config.matching().training().batchSize();
        return new Probe()
                .seconds(batch, rows -> Probe.inTurn(i -> match(samples.ofOneLabel(i, rows), matching, models)));
    }

    private void match(List<Example> synthetic, Matching matching, Models models) {
        try (NllPass pass =
                generating.generator().nllPass(synthetic, config.matching().microBatch())) {
            pass.backward(
                    matching.match(pass.nll(), models.learnerTokens(synthetic)).coefficients());
        }
    }

    /** The seconds for the loss on real texts, if {@code lambda} is not 0. */
    private void accumulate(Generator generator, int part) {
        if (config.matching().lambda() > 0) {
            generator.accumulateLanguageModelLoss(
                    generator.encode(samples.part(part, config.matching().lambdaBatchSize())), 1);
        }
    }

    private static void restore(Learner learner, Path file, Device device) {
        try (LearnerState state = LearnerState.load(file, device)) {
            learner.restore(state);
        }
    }

    private static void keep(Learner learner, Path file) {
        try (LearnerState state = learner.snapshotWeights()) {
            state.save(file);
        }
        Sha256.of(file);
    }

    /** The part of the stage that executors can do: the trajectories of a bank with their real gradients. */
    Estimate.Pieces pieces() {
        TrajectoryConfig trajectories = config.trajectories();
        if (trajectories.mode() != TrajectoryConfig.Mode.BANK) {
            return Estimate.Pieces.NONE;
        }
        double real = knowsRealGradients() ? samples.labels() * config.repsets().count() * realGradient : 0;
        double seconds = trajectory() + trajectories.positions() * (keep + real);
        return new Estimate.Pieces(trajectories.count() * seconds, trajectories.count());
    }

    /** The seconds of a learner's training along a trajectory. */
    private double trajectory() {
        TrajectoryConfig trajectories = config.trajectories();
        return (trajectories.positions() - 1.0) * trajectories.stepsBetween() * learnerStep;
    }

    /** Whether the bank holds the real gradients. */
    private boolean knowsRealGradients() {
        return config.trajectories().mode() == TrajectoryConfig.Mode.BANK
                && config.matching().gradients() == MatchingConfig.Gradients.HEAD
                && config.repsets().mode() == RepsetConfig.Mode.FIXED;
    }

    /** Returns the seconds for the stage. */
    double stage() {
        MatchingConfig matching = config.matching();
        TrajectoryConfig trajectories = config.trajectories();
        int steps = matching.training().steps();
        int positions = trajectories.positions();
        double outerLoops = Math.ceil((double) steps / positions);
        double refreshes = Math.ceil(outerLoops / matching.refreshEvery());
        double clustering = matching.diverse()
                ? texts.clustering(matching.pool(), matching.training().batchSize())
                : 0;
        double refresh = samples.labels()
                * (matching.pool() * (generating.writing() + (matching.diverse() ? texts.embedding() : 0))
                        + clustering);
        double learners = trajectories.mode() == TrajectoryConfig.Mode.BANK
                ? pieces().seconds() + steps * restore
                : outerLoops * trajectory();
        double real =
                knowsRealGradients() ? 0 : (double) steps * samples.labels() * realGradient; // else they are the bank's
        return refreshes * refresh
                + learners
                + real
                + steps * (samples.labels() * match + generatorStep)
                + (matching.validateEvery() == 0 ? 0 : validation(trajectory()));
    }

    /** The seconds of validation: its texts, its trajectory, the gradients along it, and the repeated likelihoods. */
    private double validation(double trajectory) {
        MatchingConfig matching = config.matching();
        int written = Math.min(matching.pool(), DistillStages.VALIDATION_TEXTS);
        double ofText = headGradient / config.repsets().size();
        double gradients = config.trajectories().positions() * ofText * (written + selectTexts);
        double times = Math.ceil((double) matching.training().steps() / matching.validateEvery());
        return trajectory
                + samples.labels()
                        * (written * generating.writing() + gradients + times * written * generating.scoring());
    }
}
