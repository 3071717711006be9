package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.CoresetSelector;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.LikelihoodSelector;
import io.github.dilm4j.coreset.RandomSelector;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Shown;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.distill.DistilledTexts;
import io.github.dilm4j.distill.Observer;
import io.github.dilm4j.distill.TextAdvice;
import io.github.dilm4j.distill.TextCounts;
import io.github.dilm4j.experiment.stage.Settings;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.GeneratorTask;
import io.github.dilm4j.generator.Generators;
import io.github.dilm4j.generator.LikelihoodScorer;
import io.github.dilm4j.learner.Encoders;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "generate",
        header = "Writes a distilled set with a trained generator.",
        description = "Writes R x N texts of each label and keeps N of them.",
        footer = {
            "",
            "Example:",
            "  ./dilm generate --generator runs/sst2-small/generator --dpc 10 --oversample 100 \\",
            "      --select k-centers --encoder models/minilm --text sentence --seed 1 --out distilled-10.jsonl"
        })
final class GenerateCommand implements Callable<Integer> {
    private static final TextAdvice ADVICE = new TextAdvice(
            "the generator",
            "--temperature",
            "--top-k",
            "--oversample",
            "give a generator that was trained longer (languageModel.steps of its run)");

    /** The sampling where the folder of the generator names none. */
    private static final GenerationOptions USUAL = new GenerationOptions(0.95, 0, 1, 1, 64, 256);

    @Option(
            names = "--generator",
            required = true,
            paramLabel = "DIR",
            description = "Folder of a generator that a run trained.")
    private Path generator;

    @Option(names = "--dpc", required = true, paramLabel = "N", description = "Texts per class to keep.")
    private int dpc;

    @Option(
            names = "--oversample",
            paramLabel = "R",
            defaultValue = "100",
            description = "Texts written for each one kept (default: ${DEFAULT-VALUE}).")
    private int oversample;

    @Option(
            names = "--select",
            paramLabel = "M",
            defaultValue = "k-centers",
            completionCandidates = MethodNames.OfTexts.class,
            description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private String select;

    @Option(
            names = "--encoder",
            paramLabel = "DIR",
            description = "Model folder or hub id; all methods but random and likelihood need it.")
    private Optional<Path> encoder = Optional.empty();

    @Mixin
    private SeedOption seed;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Result: .jsonl, .tsv or .csv.")
    private Path out;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description =
                    "Draw from the most likely tokens of this total probability (default: as in the run, else 0.95).")
    private Optional<Double> topP = Optional.empty();

    @Option(
            names = "--top-k",
            paramLabel = "K",
            description = "Draw from the K most likely tokens; 0 for all (default: as in the run, else 0).")
    private Optional<Integer> topK = Optional.empty();

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Divides the logits; 0 always takes the most likely token (default: as in the run, else 1).")
    private Optional<Double> temperature = Optional.empty();

    @Option(
            names = "--repetition-penalty",
            paramLabel = "X",
            description = "Above 1, tokens of the text so far become less likely (default: as in the run, else 1).")
    private Optional<Double> repetitionPenalty = Optional.empty();

    @Option(
            names = "--guidance",
            paramLabel = "W",
            description =
                    "Weight of the text's label among all labels, as the generator's own likelihoods tell it; 0 for"
                            + " none (default: as in the run, else 0). A text then takes as many forward passes as there are labels.")
    private Optional<Double> guidance = Optional.empty();

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "Longest text in the generator's tokens (default: as in the run, else 64).")
    private Optional<Integer> maxTokens = Optional.empty();

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Texts written at once (default: as in the run, else 256).")
    private Optional<Integer> batchSize = Optional.empty();

    @Mixin
    private TaskOptions task;

    @Mixin
    private Outputs outputs;

    @Mixin
    private EngineOptions engine;

    private final Console console;

    GenerateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        check();
        Method method = Arguments.selection("--select", select);
        if (method == Method.RIDGE) {
            throw new InputException("--select: ridge compares sets on real texts, and this command has none; use"
                    + " k-centers, or write candidates with --select random and give them to 'dilm select'");
        }
        if (method.byProbe()) {
            throw new InputException("--select: " + method.label() + " chooses among labelled rows of a data set; use"
                    + " k-centers, or write candidates with --select random and give them to 'dilm select'");
        }
        if (method.byEmbedding()) {
            Arguments.needed("--encoder", encoder, method.label());
        }
        ExampleOutput.check(
                out,
                outputs,
                Outputs.inputs(
                        Outputs.Input.of("--generator", List.of(generator)), Outputs.Input.of("--encoder", encoder)));
        generator = new NamedModels(console).folder(generator);
        Optional<GeneratorTask> trained = GeneratorTask.of(generator);
        GenerationOptions options = options(trained.map(GeneratorTask::sampling).orElse(USUAL));
        Task named = task.of(labels(trained.map(GeneratorTask::task)), trained.map(GeneratorTask::task));
        Device device = engine.start();
        try (Generator model = Generators.open(generator, named, options.maxTokens(), device, console::warn)) {
            List<Example> texts;
            if (method.byEmbedding()) {
                try (FolderEncoder loaded = Encoders.open(
                        new NamedModels(console).folder(encoder.orElseThrow()),
                        named.labelCount(),
                        128,
                        device,
                        console::warn)) {
                    Encoder embeddings = new CachingEncoder(loaded.encoder());
                    texts = write(model, Settings.selector(method, embeddings), options, named);
                }
            } else {
                CoresetSelector selector = method == Method.RANDOM
                        ? new RandomSelector()
                        : new LikelihoodSelector(new LikelihoodScorer(model));
                texts = write(model, selector, options, named);
            }
            ExampleOutput.write(out, texts, named);
            console.note("wrote " + texts.size() + " texts, " + dpc + " for each of " + Shown.list(named.labels())
                    + ", to " + out);
        }
        return Failures.OK;
    }

    private void check() {
        Arguments.positive("--dpc", dpc);
        Arguments.positive("--oversample", oversample);
        batchSize.ifPresent(rows -> Arguments.positive("--batch-size", rows));
        maxTokens.filter(tokens -> tokens < 4).ifPresent(tokens -> {
            throw new InputException("--max-tokens: must be at least 4, got " + tokens);
        });
        topP.ifPresent(share -> {
            Arguments.positive("--top-p", share);
            Arguments.share("--top-p", share);
        });
        topK.filter(tokens -> tokens < 0).ifPresent(tokens -> {
            throw new InputException("--top-k: must be 0 or more, got " + tokens);
        });
        atLeast("--temperature", 0, "0 or more", temperature);
        atLeast("--repetition-penalty", 1, "at least 1", repetitionPenalty);
        atLeast("--guidance", 0, "0 or more", guidance);
    }

    private static void atLeast(String option, double least, String words, Optional<Double> value) {
        value.filter(given -> !(given >= least) || Double.isInfinite(given)).ifPresent(given -> {
            throw new InputException(option + ": must be " + words + ", got " + given);
        });
    }

    /** The given options, and the others as in the generator's run. */
    private GenerationOptions options(GenerationOptions ofRun) {
        return new GenerationOptions(
                topP.orElse(ofRun.topP()),
                topK.orElse(ofRun.topK()),
                temperature.orElse(ofRun.temperature()),
                repetitionPenalty.orElse(ofRun.repetitionPenalty()),
                guidance.orElse(ofRun.guidance()),
                maxTokens.orElse(ofRun.maxTokens()),
                batchSize.orElse(ofRun.batchRows()));
    }

    /** The named labels, those of the generator's run, or numbers for the labels that the generator knows. */
    private List<String> labels(Optional<Task> ofRun) {
        if (!Files.isDirectory(generator)) {
            throw InputException.at(generator, "there is no such folder; give the folder of a trained generator");
        }
        int known = Generators.labels(generator);
        if (known == 0) {
            throw InputException.at(
                    generator,
                    "its tokenizer has no label tokens <bos_0>, <bos_1>, …; give a generator that a run trained");
        }
        List<String> named = task.namedLabels();
        if (!named.isEmpty() && named.size() != known) {
            throw new InputException(
                    "--labels: names " + named.size() + " labels, but " + generator + " writes " + known);
        }
        if (!named.isEmpty()) {
            return named;
        }
        return ofRun.map(Task::labels)
                .filter(labels -> labels.size() == known)
                .orElseGet(() ->
                        IntStream.range(0, known).mapToObj(Integer::toString).toList());
    }

    private List<Example> write(Generator model, CoresetSelector selector, GenerationOptions options, Task named) {
        List<Example> candidates = new ArrayList<>();
        Observer observer = new Observer() {
            @Override
            public void textsWritten(long round, int label, TextCounts counts) {
                console.note("label " + named.labels().get(label) + ": " + counts.written() + " texts written, "
                        + counts.kept() + " usable"
                        + (counts.losses().isEmpty() ? "" : " (" + counts.losses() + ")"));
            }

            @Override
            public void candidates(long set, int label, List<Example> texts) {
                candidates.addAll(texts);
            }

            @Override
            public void warning(int label, String sentence) {
                console.warn("label " + named.labels().get(label) + ": " + sentence);
            }
        };
        DistilledTexts texts = new DistilledTexts(
                SetSelector.perLabel(selector), oversample, options, ADVICE, observer, UnaryOperator.identity());
        try {
            return texts.write(model, 0, named.labels(), List.of(dpc), new RandomStreams(seed.value()))
                    .byDpc()
                    .get(dpc);
        } catch (RuntimeException e) {
            keep(candidates, named); // writing them took nearly all of the time
            throw e;
        }
    }

    private void keep(List<Example> candidates, Task named) {
        if (!candidates.isEmpty()) {
            Path beside = out.resolveSibling(out.getFileName() + ".candidates.jsonl");
            ExampleFiles.write(beside, candidates, named);
            console.note("no set was selected; all usable texts (" + candidates.size() + ") are in " + beside
                    + ", from which './dilm select --train' can select");
        }
    }
}
