package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.SealedFolder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.PlainText;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.generator.CausalLanguageModelTraining;
import io.github.dilm4j.generator.LabelledTextFormat;
import io.github.dilm4j.learner.Classifiers;
import io.github.dilm4j.learner.MaskedLanguageModelTraining;
import io.github.dilm4j.learner.SentenceEmbeddingTraining;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.bert.BertConfig;
import io.github.dilm4j.model.bert.BertMaskedLanguageModel;
import io.github.dilm4j.model.causal.CausalTransformer;
import io.github.dilm4j.model.gpt2.Gpt2Architecture;
import io.github.dilm4j.model.gpt2.Gpt2Config;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.config.CreateConfig;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.TrainingConfig;
import io.github.dilm4j.tokenize.BytePairTraining;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.tokenize.WordPieceTraining;
import io.github.dilm4j.training.EpochOrder;
import io.github.dilm4j.training.Pretraining;
import io.github.dilm4j.training.SequenceTraining;
import io.github.dilm4j.training.TrainingSchedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Creates the models that the config describes, and checks that the others can be opened. */
public final class ModelStage {
    /** A training of the stage: the name of its checkpoints, what errors call it, and its random streams. */
    private enum Loop {
        LEARNER("learner", "the learner's pretraining", "learner pretraining"),
        CONTRASTIVE("learner-contrastive", "the learner's contrastive training", "learner contrastive training"),
        GENERATOR("generator", "the generator's pretraining", "generator pretraining");

        private final String checkpoints;
        private final String words;
        private final String streams;

        Loop(String checkpoints, String words, String streams) {
            this.checkpoints = checkpoints;
            this.words = words;
            this.streams = streams;
        }
    }

    /** Opens a training with an optimizer and its weight decay. */
    private interface Opening<T extends SequenceTraining> {
        T open(OptimizerKind optimizer, double weightDecay, long seed);
    }

    private final StageContext context;
    private final Models models;
    private final TextLengths lengths;

    public ModelStage(StageContext context, Models models) {
        this.context = context;
        this.models = models;
        this.lengths = new TextLengths(context);
    }

    /** The trainings of new models that take steps, in their order. */
    public static List<TrainingConfig> trainings(ExperimentConfig config) {
        return Arrays.stream(Loop.values())
                .flatMap(loop -> training(config, loop).stream())
                .filter(training -> training.steps() > 0)
                .toList();
    }

    private static Optional<TrainingConfig> training(ExperimentConfig config, Loop loop) {
        return switch (loop) {
            case LEARNER -> config.learner().create().map(CreateConfig::pretraining);
            case CONTRASTIVE -> config.learner().create().map(CreateConfig::contrastive);
            case GENERATOR -> config.generator().create().map(CreateConfig::pretraining);
        };
    }

    /** The steps of all trainings. */
    public long steps() {
        return trainings(context.config()).stream()
                .mapToLong(TrainingConfig::steps)
                .sum();
    }

    /** The steps of the trainings before one. */
    private long stepsBefore(Loop loop) {
        return Arrays.stream(Loop.values())
                .takeWhile(earlier -> earlier != loop)
                .flatMap(earlier -> training(context.config(), earlier).stream())
                .mapToLong(TrainingConfig::steps)
                .sum();
    }

    public void run() {
        var config = context.config();
        lengths.warnOfOthers();
        if (config.learner().model().isPresent()) {
            try (Tokenizer tokenizer = Tokenizer.load(models.learnerFolder())) {
                lengths.warnOfLearner(tokenizer);
            }
        }
        if (config.generator().model().isPresent()) {
            try (Tokenizer tokenizer = Tokenizer.load(models.baseGeneratorFolder())) {
                lengths.warnOfGenerator(tokenizer);
            }
        }
        config.learner().create().ifPresent(create -> {
            createLearner(create);
            context.seal(Stage.MODELS).add(models.learnerFolder());
        });
        config.generator().create().ifPresent(create -> {
            createGenerator(create);
            context.seal(Stage.MODELS).add(models.baseGeneratorFolder());
        });
        models.encoder().close();
        models.baseGenerator().close();
    }

    private void createLearner(CreateConfig create) {
        if (Files.exists(models.learnerFolder().resolve("model.safetensors"))) {
            return;
        }
        List<String> texts = texts(create);
        try (Tokenizer tokenizer =
                kept("learner", () -> WordPieceTraining.train(texts, create.vocabularySize(), true))) {
            lengths.warnOfLearner(tokenizer);
            if (create.contrastive().steps() == 0) {
                tokenizer.save(models.learnerFolder());
                pretrain(
                        tokenizer,
                        texts,
                        create,
                        models.learnerFolder()); // last: the weights mark the folder as complete
            } else {
                Path pretrained = context.folder().model("learner-pretrained");
                if (!isKept(pretrained, "model.safetensors")) {
                    pretrain(tokenizer, texts, create, pretrained);
                    SealedFolder.seal(pretrained);
                }
                tokenizer.save(models.learnerFolder());
                contrast(pretrained, tokenizer, texts);
            }
        }
    }

    /** Makes a learner and saves its weights. */
    private void pretrain(Tokenizer tokenizer, List<String> texts, CreateConfig create, Path folder) {
        BertConfig shape = BertConfig.of(
                tokenizer.size(), shape(create), tokenizer.specialTokens().pad().orElseThrow());
        long seed = context.streams().seed("learner weights");
        try (BertMaskedLanguageModel model = BertMaskedLanguageModel.create(shape, seed, context.device())) {
            train(
                    Loop.LEARNER,
                    (optimizer, decay, streamSeed) ->
                            new MaskedLanguageModelTraining(model, tokenizer, optimizer, decay, streamSeed),
                    training -> learnerTokens(tokenizer, texts));
            model.save(folder);
            checkpoints(Loop.LEARNER).forget();
        }
    }

    /** Trains the sentence embedding, which masked language modelling leaves untrained, and saves the learner. */
    private void contrast(Path pretrained, Tokenizer tokenizer, List<String> texts) {
        Task task = context.data().task();
        try (ClassifierModel model = Classifiers.load(pretrained, task.labelCount(), context.device())) {
            train(
                    Loop.CONTRASTIVE,
                    (optimizer, decay, seed) -> new SentenceEmbeddingTraining(model, optimizer, decay, seed),
                    training -> learnerTokens(tokenizer, texts));
            model.save(models.learnerFolder(), task.labels());
            checkpoints(Loop.CONTRASTIVE).forget();
        }
    }

    private List<TokenSequence> learnerTokens(Tokenizer tokenizer, List<String> texts) {
        return tokenizer.encodeAllForClassifier(
                texts.stream().map(List::of).toList(),
                context.config().learner().maxTokens());
    }

    private StoppableCheckpoints checkpoints(Loop loop) {
        return context.checkpoints(Stage.MODELS, loop.checkpoints);
    }

    /** @param tokens makes the sequences that are trained on */
    private <T extends SequenceTraining> void train(
            Loop loop, Opening<T> opening, Function<T, List<TokenSequence>> tokens) {
        TrainingConfig settings = training(context.config(), loop).orElseThrow();
        TrainingSchedule schedule = Settings.schedule(settings).scaled(context.rateFactor(Stage.MODELS));
        if (schedule.steps() == 0) {
            return;
        }
        String metric = loop.checkpoints.replace('-', ' ') + " loss"; // the stage has several
        RandomStreams streams = context.streams().child(loop.streams);
        try (T training = opening.open(settings.optimizer(), settings.weightDecay(), streams.seed("training"))) {
            List<TokenSequence> sequences = tokens.apply(training);
            new Pretraining(
                            loop.words,
                            schedule,
                            checkpoints(loop),
                            (step, loss) -> report(stepsBefore(loop) + step, Map.of(metric, loss)))
                    .run(training, sequences, new EpochOrder(sequences.size(), schedule.batchSize(), streams, "order"));
        }
    }

    private void createGenerator(CreateConfig create) {
        Path folder = models.baseGeneratorFolder();
        if (Files.exists(folder.resolve("model.safetensors"))) {
            return;
        }
        List<String> texts = new ArrayList<>();
        texts(create).forEach(text -> texts.add(" " + text)); // the generator reads a space after the label's token
        int labels = context.data().task().labelCount();
        try (Tokenizer tokenizer = kept("generator", () -> {
            try (Tokenizer plain = BytePairTraining.train(texts, create.vocabularySize())) {
                return LabelledTextFormat.addTokens(plain, labels);
            }
        })) {
            lengths.requireEnds(tokenizer);
            lengths.warnOfGenerator(tokenizer);
            Gpt2Config shape = Gpt2Config.of(
                    tokenizer.size(),
                    shape(create),
                    tokenizer.specialTokens().eos().orElseThrow());
            long seed = context.streams().seed("generator weights");
            try (CausalTransformer model = Gpt2Architecture.create(shape, seed, context.device())) {
                train(
                        Loop.GENERATOR,
                        (optimizer, decay, streamSeed) ->
                                new CausalLanguageModelTraining(model, tokenizer, optimizer, decay, streamSeed),
                        training -> training.encode(
                                texts, context.config().generator().maxTokens()));
                tokenizer.save(folder);
                model.save(folder); // last: the weights mark the folder as complete
                checkpoints(Loop.GENERATOR).forget();
            }
        }
    }

    /** A tokenizer that was trained before the run was interrupted is not trained again. */
    private Tokenizer kept(String name, Supplier<Tokenizer> training) {
        Path folder = context.folder().checkpoints(Stage.MODELS, name + "-tokenizer");
        if (isKept(folder, "tokenizer.json")) {
            return Tokenizer.load(folder);
        }
        context.stop().check();
        Tokenizer tokenizer = training.get();
        Path beside = folder.resolveSibling(folder.getFileName() + ".part");
        tokenizer.save(beside);
        SealedFolder.seal(beside);
        try {
            AtomicFiles.moveFolder(beside, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be written (" + IoReason.of(e) + ")", e);
        }
        return tokenizer;
    }

    /**
     * Whether an intermediate result of an earlier process exists and is undamaged; a damaged one is deleted.
     *
     * @param last the file that was written last
     */
    private boolean isKept(Path folder, String last) {
        if (!Files.exists(folder.resolve(last))) {
            return false;
        }
        if (!SealedFolder.isSealed(folder)) { // the process was killed before sealing, or an older version wrote it
            SealedFolder.seal(folder);
            return true;
        }
        try {
            SealedFolder.verify(folder);
            return true;
        } catch (InputException damaged) {
            context.events()
                    .accept(new RunEvent.Warning(
                            RunEvent.now(), Stage.MODELS.label(), damaged.getMessage() + "; it is recreated"));
            Folders.delete(folder);
            return false;
        }
    }

    private void report(long step, Map<String, Double> figures) {
        context.events().accept(new RunEvent.Progress(RunEvent.now(), Stage.MODELS.label(), step, steps(), figures));
    }

    private List<String> texts(CreateConfig create) {
        List<String> texts = new ArrayList<>(PlainText.lines(context.config().resolve(create.pretrainingText())));
        if (texts.isEmpty()) {
            for (Example example : context.data().splits().fit()) {
                texts.addAll(example.texts());
            }
        }
        return texts;
    }

    private static ModelShape shape(CreateConfig create) {
        int hidden = create.hidden();
        int intermediate = create.intermediate() == 0 ? ModelShape.usualIntermediate(hidden) : create.intermediate();
        return new ModelShape(hidden, create.layers(), create.heads(), intermediate, create.positions());
    }
}
