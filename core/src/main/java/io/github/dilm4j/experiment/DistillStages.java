package io.github.dilm4j.experiment;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.CoresetSelector;
import io.github.dilm4j.distill.BankTrajectories;
import io.github.dilm4j.distill.FreshTrajectories;
import io.github.dilm4j.distill.GradientMatchingTraining;
import io.github.dilm4j.distill.LanguageModelTraining;
import io.github.dilm4j.distill.RealBatches;
import io.github.dilm4j.distill.RealDataTraining;
import io.github.dilm4j.distill.Trajectories;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.matching.GradientMatching;
import io.github.dilm4j.run.config.RepsetConfig;
import io.github.dilm4j.run.config.TrajectoryConfig;
import java.nio.file.Path;
import java.util.List;

/** The stages that train: the language model, the repsets and trajectories it is matched along, the matching. */
final class DistillStages {
    private final StageContext context;
    private final Models models;

    DistillStages(StageContext context, Models models) {
        this.context = context;
        this.models = models;
    }

    void trainLanguageModel() {
        StageCheckpoints checkpoints = context.checkpoints(Experiment.LANGUAGE_MODEL);
        try (Generator generator = models.baseGenerator()) {
            new LanguageModelTraining(
                            Settings.schedule(context.config().languageModel()),
                            context.streams().child(Experiment.LANGUAGE_MODEL),
                            context.observer(Experiment.LANGUAGE_MODEL),
                            checkpoints)
                    .run(generator, context.data().splits().fit());
            generator.save(models.generatorBeforeMatching());
        }
        checkpoints.deleteAll();
    }

    void selectRepsets() {
        RepsetConfig settings = context.config().repsets();
        try (Models.OpenEncoder encoder = models.encoder()) {
            CoresetSelector selector = Settings.selector(settings.selector(), new CachingEncoder(encoder.encoder()));
            RealBatches batches = RealBatches.select(
                    context.data().fitByLabel(),
                    settings.count(),
                    settings.size(),
                    selector,
                    context.streams().child(Experiment.REPSETS));
            AtomicFiles.writeString(repsetFile(), Json.line(batches));
        }
    }

    void matchGradients() {
        var config = context.config();
        RealBatches real = Json.read(repsetFile(), RealBatches.class);
        Path bank = context.folder().root().resolve("bank");
        StageCheckpoints checkpoints = context.checkpoints(Experiment.MATCHING);
        StageObserver observer = context.observer(Experiment.MATCHING);
        try (Models.OpenEncoder encoder = models.encoder();
                Learner learner = models.learner();
                Generator generator = models.generator(
                        models.generatorBeforeMatching(), config.matching().training())) {
            List<List<TokenBatch>> realTokens = real.byLabel().stream()
                    .map(batches -> batches.stream().map(models::learnerTokens).toList())
                    .toList();
            Trajectories trajectories = trajectories(learner, realTokens, bank, observer);
            new GradientMatchingTraining(
                            Settings.matching(config),
                            new GradientMatching(config.matching().temperature()),
                            encoder.encoder(),
                            models::learnerTokens,
                            context.streams().child(Experiment.MATCHING),
                            observer,
                            checkpoints)
                    .run(
                            generator,
                            trajectories,
                            config.trajectories().positions(),
                            realTokens,
                            context.data().splits().fit());
            generator.save(models.generatorAfterMatching());
        }
        checkpoints.deleteAll();
        Folders.delete(bank);
    }

    private Trajectories trajectories(
            Learner learner, List<List<TokenBatch>> realTokens, Path bank, StageObserver observer) {
        TrajectoryConfig settings = context.config().trajectories();
        RealDataTraining training = new RealDataTraining(
                models.learnerTokens(context.data().splits().fit()),
                new RealDataTraining.Settings(
                        settings.positions(),
                        settings.stepsBetween(),
                        settings.batchSize(),
                        settings.learningRate(),
                        Settings.clip(settings.clip())),
                context.streams().child(Experiment.TRAJECTORIES));
        return switch (settings.mode()) {
            case FRESH -> new FreshTrajectories(learner, training, realTokens, observer);
            case BANK ->
                BankTrajectories.build(
                        learner,
                        training,
                        realTokens,
                        settings.count(),
                        bank,
                        context.device(),
                        context.streams().child(Experiment.TRAJECTORIES),
                        observer);
        };
    }

    private Path repsetFile() {
        return context.folder().root().resolve("repsets.json");
    }
}
