package io.github.dilm4j.cli;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.Suggestion;
import io.github.dilm4j.data.ByLabel;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.data.TaskKeys;
import io.github.dilm4j.evaluate.FineTuning;
import io.github.dilm4j.evaluate.FineTuningWork;
import io.github.dilm4j.evaluate.Scoring;
import io.github.dilm4j.learner.LearnerSource;
import io.github.dilm4j.learner.Learners;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.learner.TransformerLearner;
import io.github.dilm4j.learner.UntrainedPooler;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.statistics.Chance;
import io.github.dilm4j.statistics.Summary;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.training.TrainingSchedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "evaluate",
        header = "Scores small sets: trains fresh learners on them, or shows them to language models.",
        description = "Every --train file is a set of its own, on which N fresh learners are trained and scored on"
                + " --test, of every model of --learner. With --in-context, language models read the sets as"
                + " demonstrations instead, in several random orders. Prints mean ± standard deviation (number of"
                + " learners or orders).",
        footer = {
            "",
            "Example:",
            "  ./dilm evaluate --train set0.jsonl set1.jsonl --test data/dev.tsv --learner models/minilm \\",
            "      --runs 5 --seed 1 --json scores.json",
            "  ./dilm evaluate --train set0.jsonl --test data/dev.tsv --in-context models/gpt2 --shuffles 5"
        })
final class EvaluateCommand implements Callable<Integer> {
    private static final String STAGE = "evaluation";

    @Option(
            names = "--train",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "One set a file: .jsonl, .tsv, .csv (each also .gz) or .parquet.")
    private List<Path> train;

    @Option(names = "--test", required = true, paramLabel = "FILE", description = "What the learners are scored on.")
    private Path test;

    @Option(
            names = "--learner",
            arity = "1..*",
            paramLabel = "DIR",
            description = "Model folders or hub ids; every set is evaluated with each.")
    private List<Path> learners = List.of();

    @Mixin
    private InContextOptions inContext;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "Fresh learners for each set (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Mixin
    private SeedOption seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Every learner's figures.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--steps", paramLabel = "N", defaultValue = "200", description = "Training steps (default: 200).")
    private int steps;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "64",
            description = "Largest batch (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            defaultValue = "1e-4",
            description = "Peak of the cosine schedule (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(
            names = "--warmup",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "Share of the steps in which the rate rises (default: ${DEFAULT-VALUE}).")
    private double warmup;

    @Mixin
    private MaxTokensOption maxTokens;

    @Option(names = "--no-dropout", description = "Train without dropout.")
    private boolean noDropout;

    @Option(
            names = "--keep-pooler",
            description = "Keep the weights of a pooler that was never trained; else every learner draws new ones.")
    private boolean keepPooler;

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            defaultValue = "accuracy",
            description = "accuracy, f1, macro-f1 or accuracy-and-f1 (default: ${DEFAULT-VALUE}).")
    private String metric;

    @Mixin
    private TaskOptions task;

    @Mixin
    private Outputs outputs;

    @Mixin
    private EngineOptions engine;

    private final Console console;

    EvaluateCommand(Console console) {
        this.console = console;
    }

    /** The file of {@code --json}. */
    private record Scores(Metric metric, String test, long seed, List<OfLearner> learners) {}

    /**
     * What one model reached.
     *
     * @param learner its folder; of a model that reads the sets in its context, with {@code ", in context"}
     * @param all over all fresh learners, or orders of the demonstrations
     * @param sets per training file
     */
    private record OfLearner(String learner, Summary all, List<Set> sets, List<Evaluated> runs) {}

    private record Set(int set, String train, Summary summary) {}

    /**
     * One learner, or one order of the demonstrations; the score lies in [0, 1], the loss is in nats.
     *
     * @param metrics further metrics by name
     * @param confusion [gold label][predicted label], examples
     */
    record Evaluated(
            int set,
            int learner,
            double score,
            double loss,
            Map<String, Double> metrics,
            List<List<Integer>> confusion) {
        static Evaluated of(int set, int learner, FineTuning.Outcome outcome) {
            return new Evaluated(
                    set,
                    learner,
                    outcome.score(),
                    outcome.loss(),
                    outcome.metrics(),
                    outcome.confusion().rows());
        }
    }

    /** The inputs of the evaluation. */
    record Input(Task task, List<List<Example>> sets, List<Example> test, long seed, Device device) {
        private Chance chance() {
            int[] gold = test.stream().mapToInt(Example::label).toArray();
            return new Chance(Scoring.chance(task.metric(), gold, task.labelCount()), test.size());
        }
    }

    @Override
    public Integer call() {
        check();
        Metric scored = metric();
        Task named = task.found(train, scored, console);
        List<List<Example>> sets = train.stream()
                .map(file -> task.read(List.of(file), named, true))
                .toList();
        List<Example> held = task.read(List.of(test), named, task.ordered(train));
        requireEnoughLabels(named, sets, held);
        Input input = new Input(named, sets, held, seed.value(), engine.start());
        NamedModels models = new NamedModels(console);
        learners.forEach(learner -> prepare(learner, models.folder(learner), input));
        List<InContextOptions.Judge> judges = inContext.judges(models, input, console);
        judges.forEach(judge -> InContextOptions.requireUsable(judge, console));
        List<OfLearner> results = results(models, judges, input);
        json.ifPresent(file -> AtomicFiles.writeString(
                file, Json.pretty(new Scores(named.metric(), test.toString(), seed.value(), results))));
        return Failures.OK;
    }

    private void check() {
        Arguments.positive("--runs", runs);
        Arguments.positive("--steps", steps);
        Arguments.positive("--batch-size", batchSize);
        maxTokens.check();
        Arguments.positive("--learning-rate", learningRate);
        Arguments.share("--warmup", warmup);
        inContext.check();
        if (learners.isEmpty() && inContext.size() == 0) {
            throw new InputException(
                    "--learner, --in-context, --served: all are missing; name a model to evaluate the sets with");
        }
        json.ifPresent(file -> outputs.requireFile(
                "--json",
                file,
                Outputs.inputs(
                        Outputs.Input.of("--train", train),
                        Outputs.Input.of("--test", List.of(test)),
                        Outputs.Input.of("--learner", learners),
                        Outputs.Input.of("--in-context", inContext.models()))));
    }

    private void requireEnoughLabels(Task named, List<List<Example>> sets, List<Example> held) {
        warnOfMissing(
                test,
                ByLabel.requireScorable(held, named, test, TaskKeys.OPTIONS),
                "the scores say nothing about them");
        for (int set = 0; set < sets.size(); set++) {
            warnOfMissing(
                    train.get(set), ByLabel.missing(sets.get(set), named), "nothing is learned about them from it");
        }
    }

    private void warnOfMissing(Path file, List<String> labels, String consequence) {
        if (!labels.isEmpty()) {
            console.warn(file + " has no example of " + labels + "; " + consequence);
        }
    }

    /** Checks all models, and warns of texts that are cut, before the first model is trained. */
    private void prepare(Path named, Path folder, Input input) {
        try (Learners.Parts parts = Learners.parts(folder, input.task().labelCount(), input.device())) {
            parts.warnings().forEach(console::warn);
            if (!keepPooler && !parts.model().untrainedPooler().isEmpty()) {
                console.warn(UntrainedPooler.sentence(folder, "--keep-pooler"));
            }
            LongTexts texts = new LongTexts(console, named.toString(), maxTokens.value());
            texts.warn(
                    "texts of --train",
                    input.sets().stream().flatMap(List::stream).toList(),
                    parts);
            texts.warn("texts of --test", input.test(), parts);
        }
    }

    /** Evaluates one model after the other and prints each result at once. */
    private List<OfLearner> results(NamedModels models, List<InContextOptions.Judge> judges, Input input) {
        List<OfLearner> results = new ArrayList<>();
        try (Progress progress = Progress.on(console)) {
            for (Path learner : learners) {
                List<Evaluated> ofLearner = fineTuned(models.folder(learner), input, counted(progress, runs));
                results.add(printed(progress, input.chance(), summed(learner.toString(), ofLearner)));
            }
            for (InContextOptions.Judge judge : judges) {
                List<Evaluated> ofModel =
                        inContext.evaluated(judge, input, counted(progress, inContext.orders()), progress::line);
                results.add(printed(progress, input.chance(), summed(judge.name(), ofModel)));
            }
        }
        return results;
    }

    /** Shows the progress of one model, which measures every set {@code perSet} times. */
    private Consumer<FineTuning.Outcome> counted(Progress progress, int perSet) {
        long total = (long) perSet * train.size();
        AtomicLong done = new AtomicLong();
        progress.begin(STAGE, total);
        return outcome -> progress.step(STAGE, done.incrementAndGet(), total, Map.of("score", outcome.score()));
    }

    private OfLearner printed(Progress progress, Chance chance, OfLearner result) {
        progress.end(STAGE); // a bar would mix with the result's line
        print(result, learners.size() + inContext.size() > 1);
        if (chance.explains(result.all().mean())) {
            console.warn(result.learner() + " learned nothing from these sets, as far as " + chance.examples()
                    + " examples can tell: always naming the same label scores " + Quantities.percent(chance.score())
                    + " %");
        }
        return result;
    }

    private List<Evaluated> fineTuned(Path learner, Input input, Consumer<FineTuning.Outcome> heard) {
        List<Piece<FineTuning.Job>> pieces = new ArrayList<>();
        TokenBatch testTokens;
        int labels = input.task().labelCount();
        try (Learners.Parts parts = Learners.parts(learner, labels, input.device())) {
            int longest = Math.min(maxTokens.value(), parts.model().maxTokens());
            testTokens = TokenBatch.of(parts.tokenizer(), input.test(), longest);
            for (int set = 0; set < input.sets().size(); set++) {
                TokenBatch tokens =
                        TokenBatch.of(parts.tokenizer(), input.sets().get(set), longest);
                for (int fresh = 0; fresh < runs; fresh++) {
                    RandomStreams streams = new RandomStreams(seed.value()).child("evaluation", set, fresh);
                    pieces.add(new Piece<>(train.get(set) + ", learner " + fresh, new FineTuning.Job(tokens, streams)));
                }
            }
        }
        List<Evaluated> results = new ArrayList<>();
        FineTuningWork work = new FineTuningWork(
                new LearnerSource(learner.toString(), labels, settings(), input.device()),
                new FineTuning(schedule(), input.task().metric()),
                testTokens);
        PieceRunner.LOCAL.run(work, pieces, () -> {}, (piece, outcome) -> {
            int done = results.size();
            results.add(Evaluated.of(done / runs, done % runs, outcome));
            heard.accept(outcome);
        });
        return results;
    }

    private OfLearner summed(String learner, List<Evaluated> results) {
        List<Set> summaries = new ArrayList<>();
        for (int set = 0; set < train.size(); set++) {
            int number = set;
            Summary summary = summary(
                    results.stream().filter(each -> each.set() == number).toList());
            summaries.add(new Set(set, train.get(set).toString(), summary));
        }
        return new OfLearner(learner, summary(results), summaries, results);
    }

    private void print(OfLearner result, boolean named) {
        String name = named ? result.learner() + ": " : "";
        if (train.size() > 1) {
            result.sets().forEach(set -> console.result(name + set.train() + ": " + shown(set.summary())));
        }
        console.result(name + (train.size() > 1 ? "all: " : "") + shown(result.all()));
    }

    private TransformerLearner.Settings settings() {
        TransformerLearner.Settings usual = TransformerLearner.Settings.usual();
        return new TransformerLearner.Settings(!noDropout, false, false, usual.optimizer(), usual.weightDecay())
                .withKeptPooler(keepPooler);
    }

    private TrainingSchedule schedule() {
        return new TrainingSchedule(steps, batchSize, learningRate, Decay.COSINE, warmup, 1);
    }

    private static Summary summary(List<Evaluated> results) {
        return Summary.of(results.stream().mapToDouble(Evaluated::score).toArray());
    }

    private static String shown(Summary summary) {
        return Quantities.meanAndSd(summary.mean(), summary.sd(), summary.n());
    }

    private Metric metric() {
        Map<String, Metric> known = new TreeMap<>();
        Arrays.stream(Metric.values())
                .forEach(each -> known.put(each.name().toLowerCase(Locale.ROOT).replace('_', '-'), each));
        Metric found = known.get(metric);
        if (found == null) {
            throw new InputException("--metric: '" + metric + "' is not one of " + known.keySet()
                    + Suggestion.clause(metric, known.keySet()));
        }
        return found;
    }
}
