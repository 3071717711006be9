package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.LabelPrompt;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.generator.CausalModels;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.Generators;
import io.github.dilm4j.generator.LabelVectors;
import io.github.dilm4j.generator.LabelledTextFormat;
import io.github.dilm4j.generator.TransformerGenerator;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.LearnerSource;
import io.github.dilm4j.learner.Learners;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.GeneratorConfig;
import io.github.dilm4j.run.config.GeneratorConfig.LabelVectorStart;
import io.github.dilm4j.run.config.MatchingConfig;
import io.github.dilm4j.run.config.TrainingConfig;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Opens the models of a run. The caller closes them, except for the tokenizer of {@link #learnerTokens}. */
public final class Models implements AutoCloseable {
    private final StageContext context;
    private final ExperimentConfig config;
    private Optional<Tokenizer> learnerTokenizer = Optional.empty(); // read at first use

    public Models(StageContext context) {
        this.context = context;
        this.config = context.config();
    }

    /**
     * Opens the models of the config that are used late, to check them early.
     *
     * @return what was left out or overridden when they were read, a sentence each
     * @throws InputException if one cannot be used, or most training texts are too long for the generator
     */
    public List<String> check() {
        List<String> warnings = new ArrayList<>();
        if (config.encoder().isPresent()) {
            encoder(warnings::add).close();
        }
        if (config.generator().model().isPresent()) {
            baseGenerator(warnings).close();
            try (Tokenizer tokenizer = Tokenizer.load(baseGeneratorFolder())) {
                new TextLengths(context).requireEnds(tokenizer);
            }
        }
        return warnings;
    }

    public Path learnerFolder() {
        return config.learner()
                .model()
                .map(context::named)
                .orElseGet(() -> context.folder().model("learner"));
    }

    Path baseGeneratorFolder() {
        return config.generator()
                .model()
                .map(context::named)
                .orElseGet(() -> context.folder().model("generator-base"));
    }

    public FolderEncoder encoder() {
        return encoder(warning -> {});
    }

    /**
     * An encoder that embeds many texts in pieces.
     *
     * @param open of {@link #encoder}
     * @param watch of the stage
     */
    Encoder inPieces(FolderEncoder open, Watch watch) {
        return new PieceEncoder(open.encoder(), encoding(), context.pieces(), watch);
    }

    private EncodingWork encoding() {
        return new EncodingWork(
                config.encoder()
                        .map(e -> context.named(e.model()))
                        .orElseGet(this::learnerFolder)
                        .toString(),
                context.data().task().labelCount(),
                config.encoder().map(e -> e.maxTokens()).orElse(config.learner().maxTokens()),
                context.device());
    }

    private FolderEncoder encoder(Consumer<String> warnings) {
        EncodingWork work = encoding();
        Path folder = Path.of(work.model());
        String setting = config.encoder().isPresent() ? "encoder.maxTokens" : "learner.maxTokens";
        FolderEncoder encoder = work.encoder(UnaryOperator.identity(), warnings);
        try {
            requireRoom(work.maxTokens(), setting, encoder.parts().model().maxTokens(), folder);
            return encoder;
        } catch (InputException e) {
            encoder.close();
            throw e;
        }
    }

    /** The learner whose gradients are matched. */
    public Learner learner() {
        return learnerSource().open(UnaryOperator.identity());
    }

    LearnerSource learnerSource() {
        var trajectories = config.trajectories();
        return new LearnerSource(
                learnerFolder().toString(),
                context.data().task().labelCount(),
                Settings.learner(config.learner(), trajectories.optimizer(), trajectories.weightDecay()),
                context.device());
    }

    /**
     * The tangent features of the learner; the caller closes them.
     *
     * @param embeddings the encoder that takes part beside the learner
     */
    public Tangents tangents(Encoder embeddings) {
        return new Tangents(
                context.data(),
                () -> Learners.parts(learnerFolder(), context.data().task().labelCount(), context.device()),
                config.learner().maxTokens(),
                embeddings,
                context.streams());
    }

    /** Examples in the learner's tokens. */
    public TokenBatch learnerTokens(List<Example> examples) {
        if (learnerTokenizer.isEmpty()) {
            learnerTokenizer = Optional.of(Tokenizer.load(learnerFolder()));
        }
        return TokenBatch.of(learnerTokenizer.get(), examples, config.learner().maxTokens());
    }

    /** The generator before any training on the task, its tokenizer enlarged by the label tokens. */
    public Generator baseGenerator() {
        return baseGenerator(new ArrayList<>());
    }

    /** @param warnings receives a sentence for everything that was left out or overridden when the folder was read */
    private Generator baseGenerator(List<String> warnings) {
        Path folder = baseGeneratorFolder();
        CausalModels.require(folder); // whose tokenizer may lack an end token otherwise
        try (Tokenizer base = Tokenizer.load(folder)) {
            warnings.addAll(base.warnings());
            Tokenizer tokenizer =
                    LabelledTextFormat.addTokens(base, context.data().task().labelCount());
            return open(
                    new Generators.Source(folder, tokenizer, basePrompt(folder, base)),
                    context.data().task(),
                    config.generator().maxTokens(),
                    context.device(),
                    (model, format) -> {
                        warnings.addAll(model.warnings());
                        startLabels(model, format, base);
                    },
                    Settings.generator(
                                    config.languageModel(),
                                    MatchingConfig.Nll.MEAN_OVER_TOKENS,
                                    config.generator().dtype())
                            .withAddedVectorRate(config.generator().vectorRate()));
        }
    }

    /** A generator that the run trained, to be trained further. */
    public Generator generator(Path folder, TrainingConfig training) {
        return trained(folder, training, config.matching().nll());
    }

    /**
     * The generator before matching. Its likelihoods are means over a text's own tokens, whatever the matching uses.
     */
    Generator ranking() {
        return trained(
                context.folder().generatorBeforeMatching(),
                config.languageModel(),
                MatchingConfig.Nll.MEAN_OVER_TOKENS);
    }

    @Override
    public void close() {
        learnerTokenizer.ifPresent(Tokenizer::close);
        learnerTokenizer = Optional.empty();
    }

    /** The prompt of the run's first generator, if that was trained with a prompt on labels. */
    private Optional<LabelPrompt> basePrompt(Path folder, Tokenizer base) {
        GeneratorConfig generator = config.generator();
        if (generator.choosesPrompt() && LabelledTextFormat.knowsLabels(base)) {
            return LabelPrompt.of(folder);
        }
        return generator
                .promptTemplate()
                .map(template -> new LabelPrompt(template, context.data().task().labelNames()));
    }

    /** The index of the first token vector that the base generator was not trained with. */
    private void startLabels(CausalModel model, LabelledTextFormat format, Tokenizer base) {
        boolean created = config.generator().create().isPresent();
        LabelVectorStart start = config.generator().labelVectorStart();
        IntPredicate untrained =
                id -> created || base.id(format.tokenizer().token(id)).isEmpty();
        if (!created || start != LabelVectorStart.APART) {
            model.copyToken(
                    format.endId(),
                    IntStream.of(format.addedIds()).filter(untrained).toArray());
        }
        switch (start) {
            case APART -> LabelVectors.drawApart(model, format, context.streams());
            case NAMED ->
                LabelVectors.startNamed(
                        model,
                        format,
                        context.data().task().labelNames(),
                        IntStream.range(0, format.labels())
                                .filter(label -> untrained.test(format.labelId(label)))
                                .toArray(),
                        context.streams());
            case COPIED, AUTO -> {}
        }
    }

    /** @throws InputException if a model cannot read as many tokens as a setting wants */
    static void requireRoom(int wanted, String setting, int known, Path folder) {
        if (wanted > known) {
            throw InputException.at(
                    folder, "reads at most " + known + " tokens, " + setting + " is " + wanted + "; lower it");
        }
    }

    /** The work of writing texts by a generator that the run trained. */
    WritingWork writing(Path folder) {
        return new WritingWork(
                folder.toString(),
                context.data().task(),
                config.generator().maxTokens(),
                context.device(),
                Settings.generator(
                        config.languageModel(),
                        config.matching().nll(),
                        config.generator().dtype()),
                Settings.generation(config));
    }

    private Generator trained(Path folder, TrainingConfig training, MatchingConfig.Nll nll) {
        return trainedGenerator(
                folder,
                context.data().task(),
                config.generator().maxTokens(),
                context.device(),
                Settings.generator(training, nll, config.generator().dtype()));
    }

    /** A generator that a run trained. */
    static Generator trainedGenerator(
            Path folder, Task task, int maxTokens, Device device, TransformerGenerator.Settings settings) {
        return open(Generators.Source.trained(folder), task, maxTokens, device, (model, format) -> {}, settings);
    }

    /** @param prepare is run before the generator is made */
    private static Generator open(
            Generators.Source source,
            Task task,
            int maxTokens,
            Device device,
            BiConsumer<CausalModel, LabelledTextFormat> prepare,
            TransformerGenerator.Settings settings) {
        return Generators.open(
                source,
                task,
                maxTokens,
                device,
                (model, format) -> {
                    int prompt = format.promptTokens();
                    String setting =
                            "generator.maxTokens" + (prompt == 0 ? "" : ", with a prompt of " + prompt + " tokens,");
                    requireRoom(maxTokens + prompt, setting, model.maxTokens(), source.folder());
                    prepare.accept(model, format);
                    return format;
                },
                settings);
    }
}
