package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.distill.RealGradients;
import io.github.dilm4j.experiment.stage.DistillStages;
import io.github.dilm4j.experiment.stage.Models;
import io.github.dilm4j.experiment.stage.Settings;
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
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.run.config.RepsetConfig;
import io.github.dilm4j.run.config.SelfTrainingConfig;
import io.github.dilm4j.run.config.TrajectoryConfig;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures the parts of gradient matching, in seconds. Real texts replace the generator's. */
final class MatchingTimes {
    private static final int REAL_BATCHES = 4;

    private final ExperimentConfig config;
    private final int fitTexts;
    private final int labels;
    private final int selectTexts; // per label
    private final TextTimes texts;
    private final double writing; // of a text
    private final double learnerStep;
    private final double realGradient; // of a batch of one label
    private final double headGradient; // of such a batch, by the head alone
    private final double match; // of one label's synthetic texts, to the generator's gradient
    private final double scoring; // of a text by the generator
    private final double generatorStep;
    private final double languageModelStep; // of self-training, if it replaces matching
    private final double keep; // to write a state of the bank
    private final double restore; // to read one

    /** Measures. */
    MatchingTimes(StageContext context, Models models, TextTimes texts, Generator generator, Learner learner) {
        this.config = context.config();
        this.fitTexts = context.data().splits().fit().size();
        this.labels = context.data().task().labelCount();
        this.selectTexts = context.data().splits().select().size() / labels;
        this.texts = texts;
        MatchingConfig matching = config.matching();
        Stopwatch watch = new Stopwatch();
        writing = texts.writing(generator, Settings.generation(config));
        learner.reset(1);
        learnerStep = watch.each(i -> learner.trainStep(
                models.learnerTokens(part(i, config.trajectories().batchSize())),
                config.trajectories().learningRate(),
                1,
                i));
        List<TokenBatch> real = new ArrayList<>();
        for (int i = 0; i < REAL_BATCHES; i++) {
            real.add(models.learnerTokens(ofOneLabel(i, config.repsets().size())));
        }
        RealGradients gradients = new RealGradients(config.repsets().microBatch());
        headGradient = watch.each(i -> gradients.head(learner, real.get(i % REAL_BATCHES)));
        boolean full = matching.gradients() == MatchingConfig.Gradients.ALL;
        if (full) {
            realGradient = watch.each(
                    i -> gradients.full(learner, real.get(i % REAL_BATCHES)).close());
            try (FullGradient gradient = gradients.full(learner, real.get(0))) {
                match = watch.each(i -> match(
                        generator,
                        i,
                        (nll, tokens) -> learner.matchFully(gradient, tokens, nll, matching.temperature()),
                        models));
            }
        } else {
            realGradient = headGradient;
            MeanGradient gradient = gradients.head(learner, real.get(0));
            GradientMatching objective = new GradientMatching(matching.temperature());
            match = watch.each(i -> match(
                    generator,
                    i,
                    (nll, tokens) -> objective.match(gradient, learner.headGradients(tokens), nll),
                    models));
        }
        List<Example> scored = ofOneLabel(0, matching.training().batchSize());
        scoring = watch.each(i -> generator.nll(scored)) / scored.size();
        generatorStep = watch.each(i -> {
            accumulate(generator, i);
            generator.step(0, 1);
        });
        languageModelStep = config.selfTraining().used()
                ? watch.each(i -> generator.trainStep(
                        generator.encode(
                                part(i, config.selfTraining().training().batchSize())),
                        0,
                        1,
                        i))
                : 0;
        Path file = context.folder().root().resolve("state.safetensors");
        boolean bank = config.trajectories().mode() == TrajectoryConfig.Mode.BANK;
        keep = bank ? watch.once(() -> keep(learner, file)) : 0;
        restore = bank ? watch.each(i -> restore(learner, file, context.device())) : 0;
    }

    private interface Matching {
        Match match(float[] nll, TokenBatch tokens);
    }

    private void match(Generator generator, int part, Matching matching, Models models) {
        List<Example> synthetic = ofOneLabel(part, config.matching().training().batchSize());
        try (NllPass pass = generator.nllPass(synthetic, config.matching().microBatch())) {
            pass.backward(
                    matching.match(pass.nll(), models.learnerTokens(synthetic)).coefficients());
        }
    }

    /** The seconds for the loss on real texts, if {@code lambda} is not 0. */
    private void accumulate(Generator generator, int part) {
        if (config.matching().lambda() > 0) {
            generator.accumulateLanguageModelLoss(
                    generator.encode(part(part, config.matching().lambdaBatchSize())), 1);
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

    /** Returns the seconds for one text by the generator. */
    double writing() {
        return writing;
    }

    /** The likelihood of one text. */
    double scoring() {
        return scoring;
    }

    /** Returns the seconds for the stage. */
    double stage() {
        return config.selfTraining().used() ? selfTraining() : matching();
    }

    /** The part of the stage that executors can do. */
    Estimate.Pieces pieces() {
        if (!config.selfTraining().used()) {
            return bank();
        }
        SelfTrainingConfig settings = config.selfTraining();
        Estimate.Pieces pieces = embedsFit() ? texts.embeddingPieces(fitTexts) : Estimate.Pieces.NONE;
        for (int round = 0; round < settings.rounds(); round++) {
            pieces = pieces.plus(texts.embeddingPieces((long) labels * settings.candidates()));
        }
        return pieces;
    }

    /** The trajectories of a bank with their real gradients. */
    private Estimate.Pieces bank() {
        TrajectoryConfig trajectories = config.trajectories();
        if (trajectories.mode() != TrajectoryConfig.Mode.BANK) {
            return Estimate.Pieces.NONE;
        }
        double real = knowsRealGradients() ? labels * config.repsets().count() * realGradient : 0;
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

    private boolean embedsFit() {
        SelfTrainingConfig settings = config.selfTraining();
        return settings.selector() == Method.RIDGE || settings.keep() < 1;
    }

    private double selfTraining() {
        SelfTrainingConfig settings = config.selfTraining();
        double written = labels * settings.candidates() * (writing + texts.embedding());
        double chosen = settings.sets()
                * labels
                * texts.selection(settings.selector(), (settings.candidates() + 1) / 2, settings.dpc());
        double trained = settings.training().steps() * languageModelStep;
        double reference = embedsFit() ? fitTexts * texts.embedding() : 0;
        return reference + settings.rounds() * (written + chosen + trained);
    }

    private double matching() {
        MatchingConfig matching = config.matching();
        TrajectoryConfig trajectories = config.trajectories();
        int steps = matching.training().steps();
        int positions = trajectories.positions();
        double outerLoops = Math.ceil((double) steps / positions);
        double refreshes = Math.ceil(outerLoops / matching.refreshEvery());
        double clustering = matching.diverse()
                ? texts.clustering(matching.pool(), matching.training().batchSize())
                : 0;
        double refresh =
                labels * (matching.pool() * (writing + (matching.diverse() ? texts.embedding() : 0)) + clustering);
        double learners = trajectories.mode() == TrajectoryConfig.Mode.BANK
                ? bank().seconds() + steps * restore
                : outerLoops * trajectory();
        double real = knowsRealGradients() ? 0 : (double) steps * labels * realGradient; // else they are the bank's
        return refreshes * refresh
                + learners
                + real
                + steps * (labels * match + generatorStep)
                + (matching.validateEvery() == 0 ? 0 : validation(trajectory()));
    }

    /** The seconds of validation: its texts, its trajectory, the gradients along it, and the repeated likelihoods. */
    private double validation(double trajectory) {
        MatchingConfig matching = config.matching();
        int written = Math.min(matching.pool(), DistillStages.VALIDATION_TEXTS);
        double ofText = headGradient / config.repsets().size();
        double gradients = config.trajectories().positions() * ofText * (written + selectTexts);
        double times = Math.ceil((double) matching.training().steps() / matching.validateEvery());
        return trajectory + labels * (written * writing + gradients + times * written * scoring);
    }

    private List<Example> part(int part, int size) {
        List<Example> chosen = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            chosen.add(texts.sample().get((part * size + i) % texts.sample().size()));
        }
        return chosen;
    }

    private List<Example> ofOneLabel(int part, int size) {
        return part(part, size).stream()
                .map(example -> new Example(example.texts(), part % labels))
                .toList();
    }
}
