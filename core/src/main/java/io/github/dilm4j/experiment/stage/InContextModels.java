package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.evaluate.FineTuning;
import io.github.dilm4j.evaluate.InContextLearning;
import io.github.dilm4j.evaluate.PromptLimit;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import io.github.dilm4j.run.RunEvent;
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
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Shows the distilled sets to language models as demonstrations. */
public final class InContextModels {
    private final StageContext context;
    private final InContextConfig config;

    InContextModels(StageContext context) {
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

    private List<Judge> judges() {
        return judges(context.folder(), config);
    }

    /** The number of measurements of all sets and models. */
    long measurements(int sets) {
        return (long) judges().size() * config.shuffles() * sets;
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

    /** By the models' names in results: per set the metrics of its shuffles. */
    Map<String, Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>>> run(
            Map<EvaluationGrid.Cell, List<Example>> sets, EvaluationGrid.Share share) {
        Map<String, Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>>> runs = new LinkedHashMap<>();
        for (Judge judge : judges()) {
            long before = share.before() + (long) config.shuffles() * sets.size() * runs.size();
            runs.put(judge.name(), run(judge, sets, new EvaluationGrid.Share(before, share.all())));
        }
        return runs;
    }

    private Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>> run(
            Judge judge, Map<EvaluationGrid.Cell, List<Example>> sets, EvaluationGrid.Share share) {
        String name = judge.name();
        EvaluationGrid grid = new EvaluationGrid(
                name,
                judge.scores(),
                config.shuffles(),
                context.streams().child(name),
                context.watch(Stage.EVALUATION));
        Set<EvaluationGrid.Cell> warned = new HashSet<>();
        return with(
                judge,
                learning -> grid.run(
                        sets,
                        new EvaluationGrid.Measurement<>(
                                PieceRunner.LOCAL,
                                new Judging(task -> outcome(learning, task, name, warned)),
                                Function.identity()),
                        share));
    }

    private FineTuning.Outcome outcome(
            InContextLearning learning,
            EvaluationGrid.Task<List<Example>> task,
            String name,
            Set<EvaluationGrid.Cell> warned) {
        List<Example> report = context.data().splits().report();
        InContextLearning.Outcome outcome = learning.run(task.set(), report, task.streams());
        EvaluationGrid.Cell cell = task.cell();
        learning.shortfall(outcome, task.set().size(), cell.toString())
                .filter(sentence -> warned.add(cell))
                .ifPresent(sentence -> context.events()
                        .accept(new RunEvent.Warning(
                                RunEvent.now(), Stage.EVALUATION.label(), name + ": " + sentence)));
        return outcome.metrics();
    }

    /** Evaluates sets on an open model, in this process. */
    private record Judging(Function<EvaluationGrid.Task<List<Example>>, FineTuning.Outcome> judge)
            implements Work<EvaluationGrid.Task<List<Example>>, FineTuning.Outcome>,
                    Workbench<EvaluationGrid.Task<List<Example>>, FineTuning.Outcome> {
        @Override
        public List<String> models() {
            return List.of();
        }

        @Override
        public Judging open(UnaryOperator<Path> located) {
            return this;
        }

        @Override
        public int atOnce() {
            return 1;
        }

        @Override
        public List<FineTuning.Outcome> apply(List<EvaluationGrid.Task<List<Example>>> tasks) {
            return tasks.stream().map(judge).toList();
        }

        @Override
        public void close() {}
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

    private <T> T with(String path, Function<InContextLearning, T> work) {
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
