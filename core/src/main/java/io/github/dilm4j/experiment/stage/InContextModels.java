package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.ByLabel;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.evaluate.FineTuning;
import io.github.dilm4j.evaluate.InContextLearning;
import io.github.dilm4j.evaluate.PromptLimit;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.config.InContextConfig;
import io.github.dilm4j.run.config.ServedConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Shows the distilled sets to language models as demonstrations. */
public final class InContextModels {
    private static final int MOST_SELECT = 200; // rows; each is a prompt for every proposal and shuffle

    private final StageContext context;
    private final InContextConfig config;

    public InContextModels(StageContext context) {
        this.context = context;
        this.config = context.config().evaluation().inContext();
    }

    /**
     * One model.
     *
     * @param name in results
     * @param scores the file in which a run keeps its scores
     * @param served its endpoint; empty for a model of this machine
     * @param path of a model of this machine
     */
    public record Judge(String name, Path scores, Optional<ServedConfig> served, String path) {}

    /** The models of a config. */
    public static List<Judge> judges(RunFolder folder, InContextConfig config) {
        List<Judge> judges = new ArrayList<>();
        for (int i = 0; i < config.models().size(); i++) {
            String path = config.models().get(i);
            judges.add(new Judge(InContextConfig.nameOf(path), folder.inContextScores(i), Optional.empty(), path));
        }
        for (int i = 0; i < config.served().size(); i++) {
            ServedConfig served = config.served().get(i);
            judges.add(new Judge(InContextConfig.nameOf(served), folder.servedScores(i), Optional.of(served), ""));
        }
        return judges;
    }

    /** The number of rows, of a select split of this size, for which the model that chooses answers. */
    public static int rowsForChoice(int select) {
        return Math.min(MOST_SELECT, select);
    }

    private List<Judge> judges() {
        return judges(context.folder(), config);
    }

    /** The number of measurements of all sets and models. */
    long measurements(int sets) {
        return (long) judges().size() * config.orders() * sets;
    }

    /**
     * @return what was left out or overridden when the models were read, a sentence each
     * @throws io.github.dilm4j.base.InputException if a model cannot be used with this task
     */
    List<String> check() {
        return config.models().stream()
                .flatMap(path -> with(path, InContextLearning::warnings).stream())
                .toList();
    }

    /**
     * The rows of a split for which models answer.
     *
     * @param stage that asks
     * @param orders of the demonstrations of each set
     * @param keepOrder whether the order of the set is the only one
     * @param streams of the other orders
     */
    private record Asked(Stage stage, List<Example> rows, int orders, boolean keepOrder, RandomStreams streams) {}

    /** By the models' names in results: per set the metrics of its shuffles, on the report split. */
    Map<String, Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>>> run(
            Map<EvaluationGrid.Cell, List<Example>> sets, EvaluationGrid.Share share) {
        Asked asked = new Asked(
                Stage.EVALUATION,
                context.data().splits().report(),
                config.orders(),
                config.keepOrder(),
                context.streams());
        Map<String, Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>>> runs = new LinkedHashMap<>();
        for (Judge judge : judges()) {
            long before = share.before() + (long) config.orders() * sets.size() * runs.size();
            runs.put(judge.name(), run(judge, asked, sets, new EvaluationGrid.Share(before, share.all())));
        }
        return runs;
    }

    /**
     * Per proposal the metrics of its shuffles with {@link InContextConfig#chooser}, in the order of {@code proposals}.
     * The model answers for the same sample of the select split each time. The report split plays no part.
     *
     * @param streams of the sample and of the orders of the demonstrations
     */
    Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>> choice(
            Map<EvaluationGrid.Cell, List<Example>> proposals, RandomStreams streams) {
        String path = config.chooser();
        List<Example> select = context.data().splits().select();
        List<Example> rows = ByLabel.sample(
                select, context.data().task().labelCount(), rowsForChoice(select.size()), streams.child("select rows"));
        return run(
                new Judge(InContextConfig.nameOf(path), context.folder().proposalScores(), Optional.empty(), path),
                new Asked(Stage.CHOICE, rows, config.shuffles(), false, streams),
                proposals,
                new EvaluationGrid.Share(0, (long) proposals.size() * config.shuffles()));
    }

    /**
     * A proposal in the order in which {@link #choice} showed it.
     *
     * @param shuffle number of the measurement
     * @param streams as given there
     */
    List<Example> ordered(EvaluationGrid.Cell cell, List<Example> proposal, int shuffle, RandomStreams streams) {
        RandomStreams orders = streams.child(InContextConfig.nameOf(config.chooser()));
        return InContextLearning.shuffled(proposal, EvaluationGrid.streams(orders, cell, shuffle));
    }

    private Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>> run(
            Judge judge, Asked asked, Map<EvaluationGrid.Cell, List<Example>> sets, EvaluationGrid.Share share) {
        String name = judge.name();
        StageWatch watch = context.watch(asked.stage());
        EvaluationGrid grid = new EvaluationGrid(
                name, judge.scores(), asked.orders(), asked.streams().child(name), watch);
        Set<EvaluationGrid.Cell> warned = new HashSet<>();
        return with(
                judge,
                learning -> grid.run(
                        sets,
                        new EvaluationGrid.Measurement<>(
                                PieceRunner.LOCAL,
                                new Judging(task -> outcome(learning, asked, task, sentence -> {
                                    if (warned.add(task.cell())) {
                                        watch.warning(name + ": " + sentence);
                                    }
                                })),
                                Function.identity()),
                        share));
    }

    private static FineTuning.Outcome outcome(
            InContextLearning learning,
            Asked asked,
            EvaluationGrid.Task<List<Example>> task,
            Consumer<String> warning) {
        InContextLearning.Outcome outcome = asked.keepOrder()
                ? learning.run(task.set(), asked.rows())
                : learning.run(task.set(), asked.rows(), task.streams());
        learning.shortfall(outcome, task.set().size(), task.cell().toString()).ifPresent(warning);
        return outcome.metrics();
    }

    /** Evaluates sets on an open model, in this process. */
    private record Judging(Function<EvaluationGrid.Task<List<Example>>, FineTuning.Outcome> judge)
            implements Work<EvaluationGrid.Task<List<Example>>, FineTuning.Outcome> {
        @Override
        public List<String> models() {
            return List.of();
        }

        @Override
        public Workbench<EvaluationGrid.Task<List<Example>>, FineTuning.Outcome> open(UnaryOperator<Path> located) {
            return Workbench.oneByOne(judge, () -> {});
        }
    }

    private <T> T with(Judge judge, Function<InContextLearning, T> work) {
        return judge.served()
                .map(served -> new ServedModels(context)
                        .asked(
                                Stage.EVALUATION,
                                served,
                                model -> work.apply(InContextLearning.served(
                                        model, context.data().task(), config.calibrated(), served.atOnce()))))
                .orElseGet(() -> with(judge.path(), work));
    }

    /** Opens a model of this machine, does the work with it, and closes it. */
    public <T> T with(String path, Function<InContextLearning, T> work) {
        return InContextLearning.withModel(
                context.named(path),
                context.data().task(),
                new InContextLearning.Settings(
                        config.calibrated(),
                        new PromptLimit(config.maxTokens(), "evaluation.inContext.maxTokens"),
                        config.weights()),
                context.device(),
                work);
    }
}
