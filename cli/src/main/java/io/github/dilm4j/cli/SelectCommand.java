package io.github.dilm4j.cli;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.LikelihoodSelector;
import io.github.dilm4j.coreset.RandomSelector;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.ByLabel;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Shown;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.data.TaskKeys;
import io.github.dilm4j.data.UsedLabels;
import io.github.dilm4j.experiment.stage.Settings;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.Generators;
import io.github.dilm4j.generator.LikelihoodScorer;
import io.github.dilm4j.learner.Encoders;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "select",
        header = "Selects real examples that represent a data set.",
        description = "Takes N examples of each label from FILE by a baseline method and writes them to a file.",
        footer = {
            "",
            "Example:",
            "  ./dilm select --method k-centers --train data/train.tsv --dpc 10 --encoder models/minilm \\",
            "      --seed 1 --out k-centers-10.jsonl"
        })
final class SelectCommand implements Callable<Integer> {
    @Option(
            names = "--method",
            required = true,
            paramLabel = "M",
            completionCandidates = MethodNames.OfRealExamples.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private String method;

    @Option(
            names = "--train",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Examples: .tsv, .csv, .jsonl (each also .gz) or .parquet.")
    private List<Path> train;

    @Option(names = "--dpc", required = true, paramLabel = "N", description = "Examples per class to keep.")
    private int dpc;

    @Option(
            names = "--encoder",
            paramLabel = "DIR",
            description = "Model folder or hub id; all methods but random and likelihood need it.")
    private Optional<Path> encoder = Optional.empty();

    @Option(names = "--generator", paramLabel = "DIR", description = "Trained generator; likelihood needs it.")
    private Optional<Path> generator = Optional.empty();

    @Mixin
    private MaxTokensOption maxTokens;

    @Mixin
    private SeedOption seed;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Result: .jsonl, .tsv or .csv.")
    private Path out;

    @Mixin
    private TaskOptions task;

    @Mixin
    private Outputs outputs;

    @Mixin
    private EngineOptions engine;

    private final Console console;

    SelectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Arguments.positive("--dpc", dpc);
        maxTokens.check();
        Method chosen = Arguments.selection("--method", method);
        if (chosen.byEmbedding()) {
            Arguments.needed("--encoder", encoder, chosen.label());
        }
        if (chosen == Method.LIKELIHOOD) {
            Arguments.needed("--generator", generator, chosen.label());
        }
        ExampleOutput.check(
                out,
                outputs,
                Outputs.inputs(
                        Outputs.Input.of("--train", train),
                        Outputs.Input.of("--encoder", encoder),
                        Outputs.Input.of("--generator", generator)));
        Task found = task.found(train, Metric.ACCURACY, console); // unused: nothing is scored
        List<Example> all = task.read(train, found, true);
        UsedLabels used = task.used(found, all, console);
        Task named = used.task();
        List<Example> pool = used.renumbered(all);
        ByLabel.requireEvery(pool, named, train.get(0), TaskKeys.OPTIONS);
        List<Example> selected = withSelector(
                chosen,
                pool,
                named,
                selector -> selector.select(pool, named.labels(), dpc, new RandomStreams(seed.value())));
        ExampleOutput.write(out, selected, named);
        console.note("wrote " + selected.size() + " of " + pool.size() + " examples, " + dpc + " for each of "
                + Shown.list(named.labels()) + ", to " + out);
        return Failures.OK;
    }

    private <T> T withSelector(Method chosen, List<Example> pool, Task named, Function<SetSelector, T> use) {
        if (chosen == Method.RANDOM) {
            return use.apply(SetSelector.perLabel(new RandomSelector()));
        }
        Device device = engine.start();
        if (chosen == Method.LIKELIHOOD) {
            try (Generator model = Generators.open(
                    new NamedModels(console).folder(generator.orElseThrow()),
                    named,
                    maxTokens.value(),
                    device,
                    console::warn)) {
                new LongTexts(console, generator.orElseThrow().toString(), maxTokens.value())
                        .warn("texts of --train", model.cut(pool));
                return use.apply(SetSelector.perLabel(new LikelihoodSelector(new LikelihoodScorer(model))));
            }
        }
        try (FolderEncoder loaded = Encoders.open(
                new NamedModels(console).folder(encoder.orElseThrow()),
                named.labelCount(),
                maxTokens.value(),
                device,
                console::warn)) {
            new LongTexts(console, encoder.orElseThrow().toString(), maxTokens.value())
                    .warn("texts of --train", pool, loaded.parts());
            Encoder embeddings = new CachingEncoder(loaded.encoder());
            return use.apply(Settings.setSelector(
                    chosen, embeddings, () -> RidgeReference.of(pool, named.labelCount(), embeddings)));
        }
    }
}
