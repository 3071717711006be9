package io.github.dilm4j.cli;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.PlainText;
import io.github.dilm4j.generator.CausalLanguageModelTraining;
import io.github.dilm4j.learner.MaskedLanguageModelTraining;
import io.github.dilm4j.model.bert.BertConfig;
import io.github.dilm4j.model.bert.BertMaskedLanguageModel;
import io.github.dilm4j.model.causal.CausalTransformer;
import io.github.dilm4j.model.gpt2.Gpt2Architecture;
import io.github.dilm4j.model.gpt2.Gpt2Config;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.BytePairTraining;
import io.github.dilm4j.tokenize.CutTexts;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.tokenize.WordPieceTraining;
import io.github.dilm4j.training.Checkpointing;
import io.github.dilm4j.training.EpochOrder;
import io.github.dilm4j.training.Pretraining;
import io.github.dilm4j.training.SequenceTraining;
import io.github.dilm4j.training.TrainingSchedule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "pretrain",
        header = "Creates a model and trains it on plain text.",
        description = "A BERT predicts masked tokens, a GPT-2 the next token. Writes a Hugging Face folder with its"
                + " tokenizer, for learner.model or generator.model in a config.",
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

    @Mixin
    private ShapeOptions shape;

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

    @Mixin
    private SeedOption seed;

    @Mixin
    private Outputs outputs;

    @Mixin
    private EngineOptions engine;

    private final Console console;

    PretrainCommand(Console console) {
        this.console = console;
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
        shape.check();
        Arguments.positive("--steps", steps);
        Arguments.positive("--batch-size", batchSize);
        Arguments.positive("--learning-rate", learningRate);
        Arguments.share("--warmup", warmup);
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
        BertConfig config = BertConfig.of(tokenizer.size(), shape.shape(), padId);
        try (BertMaskedLanguageModel model = BertMaskedLanguageModel.create(config, weightsSeed(), device);
                MaskedLanguageModelTraining training =
                        new MaskedLanguageModelTraining(model, tokenizer, OptimizerKind.ADAMW, 0.01, trainingSeed())) {
            List<List<String>> lines = texts.stream().map(List::of).toList();
            warnOfCut(tokenizer.encodeAllForClassifier(lines));
            List<TokenSequence> sequences = tokenizer.encodeAllForClassifier(lines, shape.positions());
            train(training, sequences, Decay.LINEAR);
            requireFinite(drawnLoss(training, sequences));
            save(tokenizer, model::save);
        }
    }

    /** The loss on the first draw with a masked token; few short texts may have none masked. */
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
        Gpt2Config config = Gpt2Config.of(tokenizer.size(), shape.shape(), endId);
        try (CausalTransformer model = Gpt2Architecture.create(config, weightsSeed(), device);
                CausalLanguageModelTraining training =
                        new CausalLanguageModelTraining(model, tokenizer, OptimizerKind.ADAMW, 0.01, trainingSeed())) {
            List<TokenSequence> whole = training.encode(texts);
            warnOfCut(whole);
            List<TokenSequence> sequences = CausalLanguageModelTraining.cut(whole, shape.positions());
            train(training, sequences, Decay.COSINE);
            requireFinite(training.loss(probe(sequences)));
            save(tokenizer, model::save);
        }
    }

    private void warnOfCut(List<TokenSequence> whole) {
        CutTexts.of(whole, shape.positions())
                .sentence("lines of --text", "--positions")
                .ifPresent(console::warn);
    }

    private void train(SequenceTraining training, List<TokenSequence> sequences, Decay decay) {
        TrainingSchedule schedule = new TrainingSchedule(steps, batchSize, learningRate, decay, warmup, 1);
        EpochOrder order =
                new EpochOrder(sequences.size(), batchSize, new RandomStreams(seed.value()), "pretraining order");
        AtomicInteger done = new AtomicInteger();
        try (Progress progress = Progress.on(console)) {
            progress.begin(STAGE, steps);
            new Pretraining("the pretraining", schedule, Checkpointing.NONE, (step, loss) -> {
                        done.set(step);
                        progress.step(STAGE, step, steps, Map.of("loss", loss));
                    })
                    .run(training, sequences, order);
            progress.end(STAGE);
        } catch (NotFiniteException e) {
            throw diverged(e.quantity(), e.value(), done.get() + 1);
        }
    }

    private void save(Tokenizer tokenizer, Consumer<Path> model) {
        try (Tokenizer limited = tokenizer.withModelMaxLength(shape.positions())) {
            AtomicFiles.writeFolder(out, folder -> {
                limited.save(folder);
                model.accept(folder);
            });
        }
    }

    /** Checks the loss after the last step; each step checks it only before the update. */
    private void requireFinite(double loss) {
        if (!Double.isFinite(loss)) {
            throw diverged("loss", loss, steps);
        }
    }

    private static NotFiniteException diverged(String quantity, double value, int step) {
        return new NotFiniteException(
                "the " + quantity + " of step " + step + " is " + value
                        + "; lower --learning-rate, or give more text; nothing was written",
                quantity,
                value);
    }

    private static List<TokenSequence> probe(List<TokenSequence> sequences) {
        return sequences.subList(0, Math.min(PROBED_TEXTS, sequences.size()));
    }

    private long weightsSeed() {
        return new RandomStreams(seed.value()).seed("pretraining weights");
    }

    private long trainingSeed() {
        return new RandomStreams(seed.value()).seed("pretraining");
    }
}
