package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.CoresetSelector;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.distill.BankTrajectories;
import io.github.dilm4j.distill.DrawnTokens;
import io.github.dilm4j.distill.FreshTrajectories;
import io.github.dilm4j.distill.GradientMatchingTraining;
import io.github.dilm4j.distill.LabelMatching;
import io.github.dilm4j.distill.LanguageModelTraining;
import io.github.dilm4j.distill.Observer;
import io.github.dilm4j.distill.RealBatches;
import io.github.dilm4j.distill.RealClusters;
import io.github.dilm4j.distill.RealDataTraining;
import io.github.dilm4j.distill.RealGradients;
import io.github.dilm4j.distill.RealTextLoss;
import io.github.dilm4j.distill.RealTokens;
import io.github.dilm4j.distill.RepsetTokens;
import io.github.dilm4j.distill.Repsets;
import io.github.dilm4j.distill.SelfTraining;
import io.github.dilm4j.distill.SyntheticPool;
import io.github.dilm4j.distill.TextAdvice;
import io.github.dilm4j.distill.Trajectories;
import io.github.dilm4j.distill.TrajectoryWork;
import io.github.dilm4j.distill.Validation;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.GeneratorTask;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.matching.GradientMatching;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.MatchingConfig;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.run.config.RepsetConfig;
import io.github.dilm4j.run.config.SelfTrainingConfig;
import io.github.dilm4j.run.config.TrajectoryConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The training stages: the language model, the repsets and trajectories for the matching, and the matching. */
public final class DistillStages {
    /**
     * Texts per label for the validation of a generator: four mini-batches of the paper, which cost little beside a
     * step.
     */
    public static final int VALIDATION_TEXTS = 256;

    private final StageContext context;
    private final Models models;

    public DistillStages(StageContext context, Models models) {
        this.context = context;
        this.models = models;
    }

    public void trainLanguageModel() {
        StoppableCheckpoints checkpoints = context.checkpoints(Stage.LANGUAGE_MODEL, "training");
        try (Generator generator = models.baseGenerator()) {
            new LanguageModelTraining(
                            Settings.languageModel(context.config(), context.rateFactor(Stage.LANGUAGE_MODEL)),
                            context.streams().child(Stage.LANGUAGE_MODEL.label()),
                            context.observer(Stage.LANGUAGE_MODEL),
                            checkpoints)
                    .run(
                            generator,
                            context.data().splits().fit(),
                            context.data().splits().select());
            save(generator, context.folder().generatorBeforeMatching(), Stage.LANGUAGE_MODEL);
        }
    }

    private void save(Generator generator, Path folder, Stage stage) {
        GenerationOptions sampling = Settings.generation(context.config());
        generator.save(folder, sampling);
        new GeneratorTask(context.data().task(), sampling).save(folder);
        context.seal(stage).add(folder);
    }

    /** Steps of the stage {@link Stage#REPSETS}: a batch each, or the clusters of a label. */
    public static long repsetSteps(StageContext context) {
        RepsetConfig settings = context.config().repsets();
        int labels = context.data().task().labelCount();
        return switch (settings.mode()) {
            case FIXED -> (long) labels * settings.count();
            case CLUSTER_BALANCED -> labels;
            case RANDOM -> 0;
        };
    }

    /** Prepares the real batches for the matching: the repsets, or the clusters to draw from. */
    public void selectRepsets() {
        switch (context.config().repsets().mode()) {
            case FIXED -> writeRepsets(context.config().repsets());
            case CLUSTER_BALANCED -> writeClusters(context.config().repsets());
            case RANDOM -> {}
        }
    }

    private void writeClusters(RepsetConfig settings) {
        int clusters = settings.clusters() == 0 ? settings.size() : settings.clusters();
        try (FolderEncoder encoder = models.encoder()) {
            StageSteps steps = new StageSteps(context.observer(Stage.REPSETS), repsetSteps(context));
            Encoder inPieces = models.inPieces(encoder, context.watch(Stage.REPSETS));
            Encoder counted = examples -> {
                float[][] embedded = inPieces.embed(examples);
                steps.done(1);
                return embedded;
            };
            RealClusters found = RealClusters.find(
                    context.data().fitByLabel(),
                    clusters,
                    counted,
                    context.streams().child(Stage.REPSETS.label()));
            AtomicFiles.writeString(context.folder().clusters(), Json.line(found));
            context.seal(Stage.REPSETS).add(context.folder().clusters());
        }
    }

    private void writeRepsets(RepsetConfig settings) {
        StageWatch watch = context.watch(Stage.REPSETS);
        try (FolderEncoder open = models.encoder()) {
            Encoder encoder = new CachingEncoder(models.inPieces(open, watch));
            CoresetSelector selector = Settings.selector(settings.selector(), encoder);
            StageSteps steps = new StageSteps(context.observer(Stage.REPSETS), repsetSteps(context));
            RealBatches.Choice choice = (label, examples, size, seeds) -> {
                // The others embed samples: the last bits of an embedding depend on the rest of its batch.
                boolean ofAll = settings.selector() == Method.K_CENTERS;
                Embedded pool = ofAll ? new Embedded(examples, encoder.embed(examples)) : Embedded.without(examples);
                RepsetWork work = new RepsetWork(settings.selector(), pool, size);
                int[][] chosen = new int[seeds.length][];
                PieceRunner runner = ofAll && pool.canBeSent() ? context.pieces() : PieceRunner.LOCAL;
                runner.run(
                        work.openedHereBy(located -> work.choosing(selector)),
                        RepsetWork.pieces(context.data().task().labels().get(label), seeds),
                        watch,
                        (repset, positions) -> {
                            chosen[repset.input().number()] = positions;
                            steps.done(1);
                        });
                return chosen;
            };
            RealBatches batches = RealBatches.select(
                    context.data().fitByLabel(),
                    settings.count(),
                    settings.size(),
                    choice,
                    context.streams().child(Stage.REPSETS.label()));
            AtomicFiles.writeString(context.folder().repsets(), Json.line(batches));
            context.seal(Stage.REPSETS).add(context.folder().repsets());
        }
    }

    public void matchGradients() {
        var config = context.config();
        StoppableCheckpoints checkpoints = context.checkpoints(Stage.MATCHING, "training");
        StageObserver observer = context.observer(Stage.MATCHING);
        List<List<TokenBatch>> repsets = repsets();
        boolean ofHead = config.matching().gradients() == MatchingConfig.Gradients.HEAD;
        RealGradients real = new RealGradients(config.repsets().microBatch());
        Repsets kept = new Repsets(ofHead ? repsets : List.of(), real); // those of all parameters are too large to keep
        if (config.trajectories().mode() == TrajectoryConfig.Mode.BANK) {
            trainBank(kept, observer);
        }
        try (FolderEncoder encoder = models.encoder();
                Learner learner = models.learner();
                Generator generator = models.generator(
                        context.folder().generatorBeforeMatching(),
                        config.matching().training())) {
            Optional<Validation> validation = validation(generator, learner); // of the present generator
            Trajectories trajectories = switch (config.trajectories().mode()) {
                case FRESH -> new FreshTrajectories(learner, realDataTraining(trajectoryStreams()), kept, observer);
                case BANK -> BankTrajectories.open(learner, bank());
            };
            double temperature = config.matching().temperature();
            new GradientMatchingTraining(
                            Settings.matching(config, context.rateFactor(Stage.MATCHING)),
                            ofHead
                                    ? LabelMatching.ofHead(real, new GradientMatching(temperature))
                                    : LabelMatching.ofAll(real, temperature),
                            models::learnerTokens,
                            observer,
                            checkpoints)
                    .run(
                            pool(generator, encoder.encoder(), observer),
                            trajectories,
                            config.trajectories().positions(),
                            realTokens(repsets),
                            validation,
                            realTextLoss());
            save(generator, context.folder().generator(), Stage.MATCHING);
        }
    }

    private SyntheticPool pool(Generator generator, Encoder encoder, Observer observer) {
        var config = context.config();
        return new SyntheticPool(
                generator,
                encoder,
                new SyntheticPool.Settings(
                        context.data().task().labels(),
                        config.matching().pool(),
                        config.matching().training().batchSize(),
                        config.matching().diverse(),
                        Settings.generation(config),
                        TextAdvice.AFTER_MATCHING),
                context.streams().child(Stage.MATCHING.label()),
                observer);
    }

    private Optional<RealTextLoss> realTextLoss() {
        MatchingConfig matching = context.config().matching();
        return matching.lambda() == 0
                ? Optional.empty()
                : Optional.of(new RealTextLoss(
                        matching.lambda(),
                        matching.lambdaBatchSize(),
                        context.data().splits().fit(),
                        context.streams().child(Stage.MATCHING.label())));
    }

    /** Self-training, which replaces {@link #matchGradients}. */
    public void trainOnOwnTexts() {
        var config = context.config();
        SelfTrainingConfig settings = config.selfTraining();
        try (FolderEncoder open = models.encoder();
                Generator generator =
                        models.generator(context.folder().generatorBeforeMatching(), settings.training())) {
            StageWatch watch = new StageWatch( // a stop waits for the checkpoint of a step
                    Stage.MATCHING, context.events(), new StopRequest());
            Encoder encoder = models.inPieces(open, watch);
            SetSelectors selectors = new SetSelectors(
                    context.data().splits().fit(),
                    context.data().task().labelCount(),
                    encoder,
                    settings.keep() < 1 && settings.selector() == Method.RIDGE && !settings.byTangents(),
                    context.pieces(),
                    watch);
            try (Tangents tangents = models.tangents(encoder)) {
                new SelfTraining(
                                Settings.selfTraining(config, context.rateFactor(Stage.MATCHING)),
                                encoder,
                                known -> selectors.filtered(
                                        settings.keep(),
                                        known,
                                        (settings.byTangents() ? selectors.with(tangents) : selectors)
                                                .of(settings.selector(), known)),
                                context.streams().child("self-training"),
                                context.observer(Stage.MATCHING),
                                context.checkpoints(Stage.MATCHING, "training"))
                        .run(generator, context.data().task().labels());
            }
            save(generator, context.folder().generator(), Stage.MATCHING);
        }
    }

    /** [label][batch] in the learner's tokens; no labels where batches are drawn for every step. */
    private List<List<TokenBatch>> repsets() {
        if (context.config().repsets().mode() != RepsetConfig.Mode.FIXED) {
            return List.of();
        }
        return made(context.folder().repsets(), RealBatches.class).byLabel().stream()
                .map(batches -> batches.stream().map(models::learnerTokens).toList())
                .toList();
    }

    private RealTokens realTokens(List<List<TokenBatch>> repsets) {
        RepsetConfig settings = context.config().repsets();
        RandomStreams streams = context.streams().child(Stage.MATCHING.label());
        return switch (settings.mode()) {
            case FIXED -> new RepsetTokens(repsets, streams);
            case RANDOM -> DrawnTokens.random(fitTokens(), settings.size(), streams);
            case CLUSTER_BALANCED ->
                DrawnTokens.clusterBalanced(
                        fitTokens(), made(context.folder().clusters(), RealClusters.class), settings.size(), streams);
        };
    }

    /** Reads what {@link #selectRepsets} wrote. */
    private <T> T made(Path file, Class<T> type) {
        return Json.read(file, type, "delete it and " + context.folder().marker(Stage.REPSETS) + " to recreate it");
    }

    private List<TokenBatch> fitTokens() {
        return context.data().fitByLabel().stream().map(models::learnerTokens).toList();
    }

    private Optional<Validation> validation(Generator generator, Learner learner) {
        var config = context.config();
        if (config.matching().validateEvery() == 0) {
            return Optional.empty();
        }
        RandomStreams streams = context.streams().child("validation");
        List<TokenBatch> select = context.data().selectByLabel().stream()
                .map(models::learnerTokens)
                .toList();
        return Optional.of(Validation.prepare(
                new Validation.Settings(
                        context.data().task().labels(),
                        Math.min(config.matching().pool(), VALIDATION_TEXTS),
                        new RealGradients(config.repsets().microBatch()),
                        Settings.generation(config)),
                generator,
                new Validation.LearnerTraining(learner, realDataTraining(streams), models::learnerTokens),
                select,
                new GradientMatching(config.matching().temperature()),
                streams));
    }

    private RealDataTraining realDataTraining(RandomStreams streams) {
        TrajectoryConfig settings = context.config().trajectories();
        return new RealDataTraining(
                models.learnerTokens(context.data().splits().fit()),
                new RealDataTraining.Settings(
                        settings.positions(),
                        settings.stepsBetween(),
                        settings.batchSize(),
                        settings.examplesPerLabel(),
                        settings.learningRate() * context.rateFactor(Stage.MATCHING),
                        settings.schedule(),
                        settings.warmup(),
                        Settings.clip(settings.clip())),
                streams);
    }

    private void trainBank(Repsets repsets, StageObserver observer) {
        StoppableCheckpoints checkpoints = context.checkpoints(Stage.MATCHING, "bank");
        BankTrajectories.train(
                new TrajectoryWork(
                        models.learnerSource(),
                        realDataTraining(trajectoryStreams()),
                        repsets,
                        bank().folder().toString()),
                bank(),
                context.pieces(),
                context.watch(Stage.MATCHING),
                observer,
                checkpoints);
        checkpoints.forget();
    }

    private BankTrajectories.Bank bank() {
        return new BankTrajectories.Bank(
                context.folder().bank(),
                context.config().trajectories().count(),
                context.device(),
                trajectoryStreams());
    }

    private RandomStreams trajectoryStreams() {
        return context.streams().child("trajectories");
    }
}
