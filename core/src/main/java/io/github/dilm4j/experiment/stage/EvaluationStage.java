package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.distill.TextCounts;
import io.github.dilm4j.evaluate.FineTuning;
import io.github.dilm4j.evaluate.FineTuningWork;
import io.github.dilm4j.evaluate.Scoring;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.config.EvaluationConfig;
import io.github.dilm4j.run.config.FullDataConfig;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.run.config.TrainingConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Trains fresh learners on every distilled set and scores them on the report split. */
public final class EvaluationStage {
    private final StageContext context;
    private final Models models;

    public EvaluationStage(StageContext context, Models models) {
        this.context = context;
        this.models = models;
    }

    /**
     * @return what was left out or overridden when the models were read, a sentence each
     * @throws io.github.dilm4j.base.InputException if a learner that is there already cannot be used
     */
    public List<String> check() {
        boolean made = context.config().learner().model().isEmpty();
        List<String> warnings = new ArrayList<>();
        learners().stream()
                .filter(learner -> !learner.matched() || !made)
                .forEach(learner -> warnings.addAll(learner.check(context.data().task(), context.device())));
        warnings.addAll(new InContextModels(context).check());
        return warnings;
    }

    /** The number of learner trainings and of in-context evaluations. */
    public long steps() {
        EvaluationConfig evaluation = context.config().evaluation();
        return steps(evaluation.methods().size()
                * context.config().distil().dpc().size()
                * context.config().distil().sets());
    }

    private long steps(int sets) {
        return learners().size() * perLearner(sets) + new InContextModels(context).measurements(sets);
    }

    private long perLearner(int sets) {
        EvaluationConfig evaluation = context.config().evaluation();
        return (long) sets * evaluation.learnersPerSet() + evaluation.fullData().trainings();
    }

    public void run() {
        Map<EvaluationGrid.Cell, List<Example>> sets = sets(context);
        RepetitionAudit.write(context, sets);
        TextMaps.write(context, models, sets);
        DistinctSets distinct = DistinctSets.of(sets);
        distinct.sentences().forEach(this::warn);
        List<EvaluationLearner> learners = learners();
        InContextModels inContext = new InContextModels(context);
        FullDataConfig full = context.config().evaluation().fullData();
        long perLearner = perLearner(sets.size());
        long total = steps(sets.size());
        List<Results.Scores> scores = new ArrayList<>();
        List<Results.FullData> fullData = new ArrayList<>();
        for (EvaluationLearner learner : learners) {
            long before = learners.indexOf(learner) * perLearner;
            TokenBatch report = learner.tokens(context.data().splits().report()); // the only use of the report split
            scores.addAll(scores(
                    learner.name(),
                    fineTuned(learner, sets, report, new EvaluationGrid.Share(before, total)),
                    distinct));
            if (full.used()) {
                long fromHere = before + perLearner - full.trainings();
                fullData.add(onFullData(learner, report, new EvaluationGrid.Share(fromHere, total)));
            }
        }
        inContext
                .run(sets, new EvaluationGrid.Share(learners.size() * perLearner, total))
                .forEach((name, runs) -> scores.addAll(scores(name, runs, distinct)));
        Results results = new Results(context.data().task(), reportSplit(), fullData, scores, textCounts());
        warnOfChance(results);
        results.write(context.folder().results());
        context.seal(Stage.EVALUATION).add(context.folder().results());
    }

    private Results.ReportSplit reportSplit() {
        List<Example> report = context.data().splits().report();
        return new Results.ReportSplit(
                String.join(", ", context.config().data().report()),
                report.size(),
                Scoring.chance(
                        context.data().task().metric(),
                        report.stream().mapToInt(Example::label).toArray(),
                        context.data().task().labelCount()));
    }

    private void warnOfChance(Results results) {
        for (String learner : results.learners()) {
            for (int dpc : context.config().distil().dpc()) {
                if (results.atChance(learner, dpc)) {
                    warn(String.format(
                            Locale.ROOT,
                            "%s learned nothing from any set at dpc %d, as far as %d examples can tell: always naming"
                                    + " the same label scores %.1f %%; %s",
                            learner,
                            dpc,
                            results.reportSplit().examples(),
                            100 * results.reportSplit().chance(),
                            learner.equals(Results.LEARNER)
                                    ? "raise evaluation.training.steps or evaluation.training.learningRate"
                                    : "see its settings under evaluation"));
                }
            }
        }
    }

    private void warn(String sentence) {
        context.events().accept(new RunEvent.Warning(RunEvent.now(), Stage.EVALUATION.label(), sentence));
    }

    private List<EvaluationLearner> learners() {
        return EvaluationLearner.of(context, models.learnerFolder());
    }

    /** The distilled sets of a run, in the order of sizes, methods and sets. */
    public static Map<EvaluationGrid.Cell, List<Example>> sets(StageContext context) {
        return sets(context, context.config().distil().sets(), context.folder()::distilled);
    }

    /** What the distilled sets of a run are chosen among, in the same order. */
    static Map<EvaluationGrid.Cell, List<Example>> proposals(StageContext context) {
        return sets(context, context.config().distil().proposals(), context.folder()::proposal);
    }

    /** Where a set lies. */
    private interface SetFile {
        Path of(String method, int dpc, int set);
    }

    private static Map<EvaluationGrid.Cell, List<Example>> sets(StageContext context, int count, SetFile file) {
        Map<EvaluationGrid.Cell, List<Example>> sets = new LinkedHashMap<>();
        for (int dpc : context.config().distil().dpc()) {
            for (Method method : context.config().evaluation().methods()) {
                for (int set = 0; set < count; set++) {
                    List<Example> examples = ExampleFiles.read(
                            file.of(method.label(), dpc, set), context.data().task());
                    sets.put(new EvaluationGrid.Cell(method.label(), dpc, set), examples);
                }
            }
        }
        return sets;
    }

    private Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>> fineTuned(
            EvaluationLearner learner,
            Map<EvaluationGrid.Cell, List<Example>> sets,
            TokenBatch report,
            EvaluationGrid.Share share) {
        EvaluationGrid grid = new EvaluationGrid(
                learner.name(),
                context.folder().scores(learner.name()),
                context.config().evaluation().learnersPerSet(),
                streams(learner),
                context.watch(Stage.EVALUATION));
        return grid.run(learner.tokens(sets), measurement(context, learner, learner.training(), report), share);
    }

    /** The scores of fresh learners on the whole fit split. */
    private Results.FullData onFullData(EvaluationLearner learner, TokenBatch report, EvaluationGrid.Share share) {
        FullDataConfig full = context.config().evaluation().fullData();
        List<Example> fit = context.data().splits().fit();
        EvaluationGrid grid = new EvaluationGrid(
                learner.name(),
                context.folder().fullDataScores(learner.name()),
                full.learners(),
                streams(learner).child("full data"),
                context.watch(Stage.EVALUATION));
        List<EvaluationGrid.Measured> measured = grid.run(
                        Map.of(EvaluationGrid.Cell.FULL_DATA, learner.tokens(fit)),
                        measurement(context, learner, learner.training().withSteps(full.steps()), report),
                        share)
                .get(EvaluationGrid.Cell.FULL_DATA);
        return new Results.FullData(
                learner.name(),
                fit.size(),
                full.steps(),
                EvaluationGrid.Measured.scores(measured),
                EvaluationGrid.Measured.confusion(measured));
    }

    private RandomStreams streams(EvaluationLearner learner) {
        return learner.matched() ? context.streams() : context.streams().child("other learner " + learner.name());
    }

    /** The work of training fresh learners on sets and scoring them on other data. */
    public static EvaluationGrid.Measurement<TokenBatch, FineTuning.Job> measurement(
            StageContext context, EvaluationLearner learner, TrainingConfig training, TokenBatch held) {
        FineTuningWork work = new FineTuningWork(
                learner.source(context.data().task(), context.device()),
                new FineTuning(
                        Settings.schedule(training), context.data().task().metric()),
                held);
        return new EvaluationGrid.Measurement<>(
                context.pieces(), work, task -> new FineTuning.Job(task.set(), task.streams()));
    }

    /** All learners of a method and dpc together. */
    private List<Results.Scores> scores(
            String learner, Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>> measured, DistinctSets distinct) {
        List<Results.Scores> scores = new ArrayList<>();
        for (int dpc : context.config().distil().dpc()) {
            Map<String, List<EvaluationGrid.Measured>> byMethod = new LinkedHashMap<>();
            measured.forEach((cell, ofCell) -> {
                if (cell.dpc() == dpc) {
                    byMethod.computeIfAbsent(cell.method(), m -> new ArrayList<>())
                            .addAll(ofCell);
                }
            });
            byMethod.forEach((method, ofMethod) -> scores.add(new Results.Scores(
                    learner,
                    method,
                    dpc,
                    distinct.count(method, dpc),
                    EvaluationGrid.Measured.scores(ofMethod),
                    EvaluationGrid.Measured.confusion(ofMethod))));
        }
        return scores;
    }

    /** The counts of the candidates of all DiLM sets, per label. */
    private List<Results.Texts> textCounts() {
        if (!context.config().evaluation().methods().contains(Method.DILM)) {
            return List.of();
        }
        List<String> labels = context.data().task().labels();
        Map<String, Results.Texts> sums = new LinkedHashMap<>();
        for (int set = 0; set < context.config().distil().proposals(); set++) {
            TextCounts[] counts = Json.read(
                    context.folder().counts(Results.DILM, set),
                    TextCounts[].class,
                    "delete it and " + context.folder().marker(Stage.SELECTION) + " to recreate it");
            for (int label = 0; label < counts.length; label++) {
                sums.merge(labels.get(label), texts(labels.get(label), counts[label]), Results.Texts::plus);
            }
        }
        return List.copyOf(sums.values());
    }

    private static Results.Texts texts(String label, TextCounts counts) {
        return new Results.Texts(
                label,
                counts.written(),
                counts.kept(),
                counts.empty(),
                counts.cutOff(),
                counts.identicalPairs(),
                counts.duplicates());
    }
}
