package io.github.dilm4j.experiment;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.distill.EpochOrder;
import io.github.dilm4j.distill.Health;
import io.github.dilm4j.distill.TrainingSchedule;
import io.github.dilm4j.generator.CausalLanguageModelTraining;
import io.github.dilm4j.generator.LabelledTextFormat;
import io.github.dilm4j.learner.Classifiers;
import io.github.dilm4j.learner.MaskedLanguageModelTraining;
import io.github.dilm4j.learner.SentenceEmbeddingTraining;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.bert.BertConfig;
import io.github.dilm4j.model.bert.BertMaskedLanguageModel;
import io.github.dilm4j.model.gpt2.Gpt2Config;
import io.github.dilm4j.model.gpt2.Gpt2Model;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.config.CreateConfig;
import io.github.dilm4j.run.config.TrainingConfig;
import io.github.dilm4j.tokenize.BytePairTraining;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.tokenize.WordPieceTraining;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the models that the config asks to be created, and checks that the others can be opened. */
final class ModelStage {
    private final StageContext context;
    private final Models models;

    ModelStage(StageContext context, Models models) {
        this.context = context;
        this.models = models;
    }

    void run() {
        var config = context.config();
        config.learner().create().ifPresent(this::createLearner);
        config.generator().create().ifPresent(this::createGenerator);
        models.encoder().close();
        models.baseGenerator().close();
    }

    private void createLearner(CreateConfig create) {
        if (Files.exists(models.learnerFolder().resolve("model.safetensors"))) {
            return;
        }
        List<String> texts = texts(create);
        try (Tokenizer tokenizer = WordPieceTraining.train(texts, create.vocabularySize(), true)) {
            int padId = tokenizer.specialTokens().pad().orElseThrow();
            BertConfig shape = BertConfig.of(
                    tokenizer.size(),
                    create.hidden(),
                    create.layers(),
                    create.heads(),
                    feedForward(create),
                    create.positions(),
                    padId);
            long seed = context.streams().seed("learner weights");
            try (BertMaskedLanguageModel model = BertMaskedLanguageModel.create(shape, seed, context.device())) {
                pretrain(model, tokenizer, texts, create);
                tokenizer.save(models.learnerFolder());
                if (create.contrastive().steps() == 0) {
                    model.save(models.learnerFolder()); // last: the weights say that the folder is whole
                } else {
                    Path pretrained = context.model("learner-pretrained");
                    model.save(pretrained);
                    contrast(pretrained, tokenizer, texts, create.contrastive());
                }
            }
        }
    }

    private void pretrain(BertMaskedLanguageModel model, Tokenizer tokenizer, List<String> texts, CreateConfig create) {
        TrainingConfig settings = create.pretraining();
        RandomStreams streams = context.streams().child("learner pretraining");
        try (MaskedLanguageModelTraining training =
                new MaskedLanguageModelTraining(model, tokenizer, settings.weightDecay(), streams.seed("training"))) {
            train("the learner's pretraining", settings, learnerTokens(tokenizer, texts), streams, training::step);
        }
    }

    /** Trains on what masked language modelling left untrained, and saves the learner. */
    private void contrast(Path pretrained, Tokenizer tokenizer, List<String> texts, TrainingConfig settings) {
        Task task = context.data().task();
        RandomStreams streams = context.streams().child("learner contrastive training");
        try (ClassifierModel model = Classifiers.load(pretrained, task.labelCount(), context.device());
                SentenceEmbeddingTraining training =
                        new SentenceEmbeddingTraining(model, settings.weightDecay(), streams.seed("training"))) {
            train(
                    "the learner's contrastive training",
                    settings,
                    learnerTokens(tokenizer, texts),
                    streams,
                    training::step);
            model.save(models.learnerFolder(), task.labels());
        }
    }

    private List<TokenSequence> learnerTokens(Tokenizer tokenizer, List<String> texts) {
        return tokenizer.encodeAllForClassifier(
                texts.stream().map(List::of).toList(),
                context.config().learner().maxTokens());
    }

    /** A step of a training: sequences, step's number, learning rate, clip to loss. */
    private interface Step {
        double train(List<TokenSequence> sequences, int step, double learningRate, double clip);
    }

    private void train(
            String what, TrainingConfig settings, List<TokenSequence> sequences, RandomStreams streams, Step training) {
        TrainingSchedule schedule = Settings.schedule(settings);
        if (schedule.steps() == 0) {
            return;
        }
        EpochOrder order = new EpochOrder(sequences.size(), schedule.batchSize(), streams, "order");
        for (int step = 0; step < schedule.steps(); step++) {
            context.stop().check();
            double loss = training.train(order.batchOf(sequences, step), step, schedule.rate(step), schedule.clip());
            Health.requireFinite(what, step, "loss", loss);
            report(step, schedule, loss);
        }
    }

    private void createGenerator(CreateConfig create) {
        Path folder = models.baseGeneratorFolder();
        if (Files.exists(folder.resolve("model.safetensors"))) {
            return;
        }
        List<String> texts = new ArrayList<>();
        texts(create).forEach(text -> texts.add(" " + text)); // as the generator reads them, after the label's token
        int labels = context.data().task().labelCount();
        try (Tokenizer plain = BytePairTraining.train(texts, create.vocabularySize());
                Tokenizer tokenizer = LabelledTextFormat.addTokens(plain, labels)) {
            Gpt2Config shape = Gpt2Config.of(
                    tokenizer.size(),
                    create.hidden(),
                    create.layers(),
                    create.heads(),
                    feedForward(create),
                    create.positions(),
                    tokenizer.specialTokens().eos().orElseThrow());
            long seed = context.streams().seed("generator weights");
            try (Gpt2Model model = Gpt2Model.create(shape, seed, context.device())) {
                pretrain(model, tokenizer, texts, create);
                tokenizer.save(folder);
                model.save(folder); // last: the weights say that the folder is whole
            }
        }
    }

    private void pretrain(Gpt2Model model, Tokenizer tokenizer, List<String> texts, CreateConfig create) {
        TrainingConfig settings = create.pretraining();
        RandomStreams streams = context.streams().child("generator pretraining");
        try (CausalLanguageModelTraining training =
                new CausalLanguageModelTraining(model, tokenizer, settings.weightDecay(), streams.seed("training"))) {
            List<TokenSequence> sequences =
                    training.encode(texts, context.config().generator().maxTokens());
            train("the generator's pretraining", settings, sequences, streams, training::step);
        }
    }

    private void report(int step, TrainingSchedule schedule, double loss) {
        context.events()
                .accept(new RunEvent.Progress(
                        RunEvent.now(),
                        Experiment.MODELS,
                        step + 1L,
                        schedule.steps(),
                        Map.of(RunEvent.Progress.LOSS, loss)));
    }

    private List<String> texts(CreateConfig create) {
        List<String> texts = new ArrayList<>();
        for (Path file : context.config().resolve(create.pretrainingText())) {
            try {
                texts.addAll(Files.readAllLines(file).stream()
                        .filter(line -> !line.isBlank())
                        .toList());
            } catch (CharacterCodingException e) {
                throw new InputException(file + ": is not UTF-8 text", e);
            } catch (IOException e) {
                throw new InputException(file + ": cannot be read (" + e.getMessage() + ")", e);
            }
        }
        if (texts.isEmpty()) {
            for (Example example : context.data().splits().fit()) {
                texts.addAll(example.texts());
            }
        }
        return texts;
    }

    private static int feedForward(CreateConfig create) {
        return create.intermediate() == 0 ? 4 * create.hidden() : create.intermediate();
    }
}
