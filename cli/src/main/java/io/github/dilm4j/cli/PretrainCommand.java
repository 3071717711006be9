package io.github.dilm4j.cli;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.PlainText;
import io.github.dilm4j.generator.CausalLanguageModelTraining;
import io.github.dilm4j.learner.MaskedLanguageModelTraining;
import io.github.dilm4j.model.bert.BertConfig;
import io.github.dilm4j.model.bert.BertMaskedLanguageModel;
import io.github.dilm4j.model.causal.CausalTransformer;
import io.github.dilm4j.model.gpt2.Gpt2Architecture;
import io.github.dilm4j.model.gpt2.Gpt2Config;
import io.github.dilm4j.nn.OptimizerKind;
import io.github.dilm4j.nn.Schedule;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.BytePairTraining;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.tokenize.WordPieceTraining;
import io.github.dilm4j.training.EpochOrder;
import io.github.dilm4j.training.TrainingSchedule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "pretrain",
        header = "Creates a model and trains it on plain text.",
        description =
                "A BERT predicts hidden tokens, a GPT-2 the next token. Writes a Hugging Face folder with its tokenizer,"
                        + " which a config takes as learner.model or generator.model.",
        footer = {
            "",
            "Example:",
            "  ./dilm pretrain --kind bert --text corpus.txt --steps 2000 --seed 1 --out models/small-bert"
        })
final class PretrainCommand implements Callable<Integer> {
    private static final Set<String> WRITTEN =
            Set.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");
    private static final String STAGE = "pretraining";
    private static final int PROBED_TEXTS = 256;
    private static final int DRAWS = 50;

    @Option(names = "--kind", required = true, paramLabel = "KIND", description = "bert or gpt2.")
    private String kind;

    @Option(
            names = "--text",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Plain UTF-8 text, one text per line; may be .gz.")
    private List<Path> text;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the model.")
    private Path out;

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            description = "Folder of a tokenizer (default: one is trained on the text).")
    private Optional<Path> tokenizerFolder = Optional.empty();

    @Option(
            names = "--vocabulary",
            paramLabel = "N",
            defaultValue = "8000",
            description = "Maximum number of tokens of a trained tokenizer (default: ${DEFAULT-VALUE}).")
    private int vocabulary;

    @Option(names = "--layers", paramLabel = "N", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.")
    private int layers;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            defaultValue = "256",
            description = "Width; a multiple of --heads (default: ${DEFAULT-VALUE}).")
    private int hidden;

    @Option(
            names = "--heads",
            paramLabel = "N",
            defaultValue = "4",
            description = "Attention heads (default: ${DEFAULT-VALUE}).")
    private int heads;

    @Option(
            names = "--intermediate",
            paramLabel = "N",
            description = "Width of the feed-forward layers (default: four times --hidden).")
    private Optional<Integer> intermediate = Optional.empty();

    @Option(
            names = "--positions",
            paramLabel = "N",
            defaultValue = "128",
            description = "Longest text in tokens; longer ones are cut (default: ${DEFAULT-VALUE}).")
    private int positions;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Training steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "64",
            description = "Texts per step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            defaultValue = "5e-4",
            description = "Peak of the linear (BERT) or cosine (GPT-2) schedule (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(
            names = "--warmup",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "Share of the steps in which the rate rises (default: ${DEFAULT-VALUE}).")
    private double warmup;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "42",
            description = "Random seed; the same seed gives the same weights (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private Outputs outputs;

    @Mixin
    private EngineOptions engine;

    private final Console console;

    PretrainCommand(Console console) {
        this.console = console;
    }

    /** One step of a training; @return its loss, nats a token */
    private interface Training {
        double step(List<TokenSequence> batch, int step, double rate, double clip);
    }

    @Override
    public Integer call() {
        check();
        List<String> texts = PlainText.lines(text);
        try (Tokenizer tokenizer = tokenizer(texts)) {
            if (kind.equals("bert")) {
                bert(tokenizer, texts, engine.start());
            } else {
                gpt2(tokenizer, texts, engine.start());
            }
            console.note("wrote a " + kind + " of " + tokenizer.size() + " tokens to " + out);
        }
        return Failures.OK;
    }

    private void check() {
        if (!kind.equals("bert") && !kind.equals("gpt2")) {
            throw new InputException("--kind: '" + kind + "' is not one of [bert, gpt2]");
        }
        Arguments.positive("--vocabulary", vocabulary);
        Arguments.positive("--layers", layers);
        Arguments.positive("--hidden", hidden);
        Arguments.positive("--heads", heads);
        intermediate.ifPresent(width -> Arguments.positive("--intermediate", width));
        Arguments.positive("--steps", steps);
        Arguments.positive("--batch-size", batchSize);
        Arguments.positive("--learning-rate", learningRate);
        Arguments.share("--warmup", warmup);
        if (hidden % heads != 0) {
            throw new InputException("--hidden: must be a multiple of --heads (" + heads + "), got " + hidden);
        }
        if (positions < 4) {
            throw new InputException("--positions: must be at least 4, got " + positions);
        }
        outputs.requireFolder(
                "--out",
                out,
                WRITTEN,
                Outputs.inputs(Outputs.Input.of("--text", text), Outputs.Input.of("--tokenizer", tokenizerFolder)));
    }

    private Tokenizer tokenizer(List<String> texts) {
        if (tokenizerFolder.isPresent()) {
            Tokenizer tokenizer = Tokenizer.load(tokenizerFolder.get());
            tokenizer.warnings().forEach(console::warn);
            return tokenizer;
        }
        return kind.equals("bert")
                ? WordPieceTraining.train(texts, vocabulary, true)
                : BytePairTraining.train(texts.stream().map(line -> " " + line).toList(), vocabulary);
    }

    private void bert(Tokenizer tokenizer, List<String> texts, Device device) {
        int padId = tokenizer
                .specialTokens()
                .pad()
                .orElseThrow(() -> new InputException("the tokenizer has no padding token, which a BERT needs; use a"
                        + " WordPiece tokenizer, such as 'tokenizer train --kind wordpiece' makes"));
        BertConfig shape = BertConfig.of(tokenizer.size(), hidden, layers, heads, feedForward(), positions, padId);
        try (BertMaskedLanguageModel model = BertMaskedLanguageModel.create(shape, weightsSeed(), device);
                MaskedLanguageModelTraining training =
                        new MaskedLanguageModelTraining(model, tokenizer, OptimizerKind.ADAMW, 0.01, trainingSeed())) {
            List<TokenSequence> sequences = tokenizer.encodeAllForClassifier(
                    texts.stream().map(List::of).toList(), positions);
            train(sequences, Schedule.Decay.LINEAR, training::step);
            requireSound(drawnLoss(training, sequences), steps);
            save(tokenizer, model::save);
        }
    }

    /** The loss on the first draw that hides a token: few short texts may have none hidden. */
    private static double drawnLoss(MaskedLanguageModelTraining training, List<TokenSequence> sequences) {
        return IntStream.range(0, DRAWS)
                .mapToDouble(draw -> training.loss(probe(sequences), draw))
                .filter(loss -> !Double.isNaN(loss))
                .findFirst()
                .orElse(Double.NaN);
    }

    private void gpt2(Tokenizer tokenizer, List<String> texts, Device device) {
        int endId = tokenizer
                .specialTokens()
                .eos()
                .orElseThrow(() -> new InputException("the tokenizer has no end token, which a GPT-2 needs; use a"
                        + " byte-level one, such as 'tokenizer train --kind bpe' makes"));
        Gpt2Config shape = Gpt2Config.of(tokenizer.size(), hidden, layers, heads, feedForward(), positions, endId);
        try (CausalTransformer model = Gpt2Architecture.create(shape, weightsSeed(), device);
                CausalLanguageModelTraining training =
                        new CausalLanguageModelTraining(model, tokenizer, OptimizerKind.ADAMW, 0.01, trainingSeed())) {
            List<TokenSequence> sequences = training.encode(texts, positions);
            train(sequences, Schedule.Decay.COSINE, training::step);
            requireSound(training.loss(probe(sequences)), steps);
            save(tokenizer, model::save);
        }
    }

    private void train(List<TokenSequence> sequences, Schedule.Decay decay, Training training) {
        TrainingSchedule schedule = new TrainingSchedule(steps, batchSize, learningRate, decay, warmup, 1);
        EpochOrder order = new EpochOrder(sequences.size(), batchSize, new RandomStreams(seed), "pretraining order");
        try (Progress progress = Progress.on(console)) {
            progress.begin(STAGE, steps);
            for (int step = 0; step < steps; step++) {
                double loss = lossOf(training, order.batchOf(sequences, step), step, schedule);
                progress.step(STAGE, step + 1L, steps, Map.of("loss", loss));
            }
            progress.end(STAGE);
        }
    }

    private static double lossOf(Training training, List<TokenSequence> batch, int step, TrainingSchedule schedule) {
        try {
            double loss = training.step(batch, step, schedule.rate(step), schedule.clip());
            requireSound(loss, step + 1);
            return loss;
        } catch (NotFiniteException e) {
            throw unsound(e.figure(), e.value(), step + 1);
        }
    }

    private void save(Tokenizer tokenizer, Consumer<Path> model) {
        try (Tokenizer limited = tokenizer.withModelMaxLength(positions)) {
            AtomicFiles.writeFolder(out, folder -> {
                limited.save(folder);
                model.accept(folder);
            });
        }
    }

    private static void requireSound(double loss, int step) {
        if (!Double.isFinite(loss)) {
            throw unsound("loss", loss, step);
        }
    }

    private static NotFiniteException unsound(String figure, double value, int step) {
        return new NotFiniteException(
                "the " + figure + " of step " + step + " is " + value
                        + "; lower --learning-rate, or give more text; nothing was written",
                figure,
                value);
    }

    private static List<TokenSequence> probe(List<TokenSequence> sequences) {
        return sequences.subList(0, Math.min(PROBED_TEXTS, sequences.size()));
    }

    private int feedForward() {
        return intermediate.orElse(4 * hidden);
    }

    private long weightsSeed() {
        return new RandomStreams(seed).seed("pretraining weights");
    }

    private long trainingSeed() {
        return new RandomStreams(seed).seed("pretraining");
    }
}
