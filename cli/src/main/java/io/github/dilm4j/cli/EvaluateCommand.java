package io.github.dilm4j.cli;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.Suggestion;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.distill.TrainingSchedule;
import io.github.dilm4j.evaluate.FineTuning;
import io.github.dilm4j.evaluate.SideBySide;
import io.github.dilm4j.evaluate.Summary;
import io.github.dilm4j.learner.Classifiers;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.learner.TransformerLearner;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.nn.Schedule;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "42",
            description = "Same seed, same figures (default: ${DEFAULT-VALUE}).")
    private long seed;

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

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = "Longer texts are cut (default: ${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(names = "--no-dropout", description = "Train without dropout.")
    private boolean noDropout;

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            defaultValue = "accuracy",
            description = "accuracy, f1, macro-f1 or accuracy-and-f1 (default: ${DEFAULT-VALUE}).")
    private String metric;

    @Mixin
    private TaskOptions task;

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
    private record OfLearner(String learner, Summary all, List<Set> sets, List<Run> runs) {}

    private record Set(int set, String train, Summary summary) {}

    /** One learner, or one order of the demonstrations; the score lies in [0, 1], the loss is in nats. */
    record Run(int set, int learner, double score, double loss) {}

    @Override
    public Integer call() {
        Arguments.positive("--runs", runs);
        Arguments.positive("--steps", steps);
        Arguments.positive("--batch-size", batchSize);
        Arguments.positive("--max-tokens", maxTokens);
        Arguments.positive("--learning-rate", learningRate);
        Arguments.share("--warmup", warmup);
        inContext.check();
        if (learners.isEmpty() && inContext.models().isEmpty()) {
            throw new InputException(
                    "--learner, --in-context: both are missing; name a model to evaluate the sets with");
        }
        Metric scored = metric();
        Task named = task.found(train, console).scoredBy(scored);
        List<List<Example>> sets =
                train.stream().map(file -> ExampleFiles.read(file, named)).toList();
        List<Example> held = ExampleFiles.read(List.of(test), named, task.ordered(train));
        Device device = engine.start();
        NamedModels models = new NamedModels(console);
        learners.forEach(learner -> requireUsable(models.folder(learner), named, device));
        List<OfLearner> results = new ArrayList<>();
        try (Progress progress = Progress.on(console)) {
            long total = (long) runs * sets.size() * learners.size() + inContext.measurements(sets.size());
            progress.begin("evaluation", total);
            for (Path learner : learners) {
                long before = (long) results.size() * runs * sets.size();
                results.add(summed(
                        learner.toString(),
                        evaluated(
                                models.folder(learner),
                                named,
                                sets,
                                held,
                                device,
                                (done, outcome) -> progress.step(
                                        "evaluation", before + done, total, Map.of("score", outcome.score())))));
            }
            long trained = (long) runs * sets.size() * learners.size();
            inContext
                    .evaluated(
                            models,
                            named,
                            sets,
                            held,
                            device,
                            seed,
                            (done, outcome) -> progress.step(
                                    "evaluation", trained + done, total, Map.of("score", outcome.score())),
                            progress::line)
                    .forEach((model, ofModel) -> results.add(summed(model, ofModel)));
        }
        results.forEach(result -> print(result, results.size() > 1));
        json.ifPresent(file ->
                AtomicFiles.writeString(file, Json.pretty(new Scores(named.metric(), test.toString(), seed, results))));
        return Failures.OK;
    }

    /** Hears of a fresh learner, or an order of the demonstrations: how many there have been. */
    interface Heard {
        void learner(int done, FineTuning.Outcome outcome);
    }

    /** Tells of the last folder that is no model before the first is trained. */
    private static void requireUsable(Path learner, Task named, Device device) {
        try (ClassifierModel model = Classifiers.load(learner, named.labelCount(), device);
                Tokenizer tokenizer = ModelFiles.tokenizer(learner, model)) {
            // both are closed: they are loaded again when their turn comes
        }
    }

    private List<Run> evaluated(
            Path learner, Task named, List<List<Example>> sets, List<Example> held, Device device, Heard heard) {
        List<FineTuning.Job> jobs = new ArrayList<>();
        TokenBatch testTokens;
        try (ClassifierModel model = Classifiers.load(learner, named.labelCount(), device);
                Tokenizer tokenizer = ModelFiles.tokenizer(learner, model)) {
            int longest = Math.min(maxTokens, model.maxTokens());
            testTokens = TokenBatch.of(tokenizer, held, longest);
            for (int set = 0; set < sets.size(); set++) {
                TokenBatch tokens = TokenBatch.of(tokenizer, sets.get(set), longest);
                for (int run = 0; run < runs; run++) {
                    jobs.add(new FineTuning.Job(tokens, new RandomStreams(seed).child("evaluation", set, run)));
                }
            }
        }
        List<Run> results = new ArrayList<>();
        FineTuning fineTuning = new FineTuning(schedule(), named.metric());
        try (SideBySide trained = SideBySide.open(
                () -> new TransformerLearner(Classifiers.load(learner, named.labelCount(), device), settings()),
                device)) {
            for (int from = 0; from < jobs.size(); from += trained.size()) {
                List<FineTuning.Job> now = jobs.subList(from, Math.min(jobs.size(), from + trained.size()));
                for (FineTuning.Outcome outcome : fineTuning.run(trained, now, testTokens)) {
                    int job = results.size();
                    results.add(new Run(job / runs, job % runs, outcome.score(), outcome.loss()));
                    heard.learner(results.size(), outcome);
                }
            }
        }
        return results;
    }

    private OfLearner summed(String learner, List<Run> results) {
        List<Set> summaries = new ArrayList<>();
        for (int set = 0; set < train.size(); set++) {
            int number = set;
            Summary summary =
                    summary(results.stream().filter(run -> run.set() == number).toList());
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
        return new TransformerLearner.Settings(!noDropout, false, false, usual.optimizer(), usual.weightDecay());
    }

    private TrainingSchedule schedule() {
        return new TrainingSchedule(steps, batchSize, learningRate, Schedule.Decay.COSINE, warmup, 1);
    }

    private static Summary summary(List<Run> runs) {
        return Summary.of(runs.stream().mapToDouble(Run::score).toArray());
    }

    private static String shown(Summary summary) {
        return Figures.meanAndSd(summary.mean(), summary.sd(), summary.n());
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
