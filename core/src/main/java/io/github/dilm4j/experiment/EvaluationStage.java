package io.github.dilm4j.experiment;

import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.distill.TextCounts;
import io.github.dilm4j.evaluate.FineTuning;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.config.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trains fresh learners on every distilled set and scores them on the report split. */
final class EvaluationStage {
    private final StageContext context;
    private final Models models;

    EvaluationStage(StageContext context, Models models) {
        this.context = context;
        this.models = models;
    }

    void run() {
        var config = context.config().evaluation();
        Map<EvaluationGrid.Cell, TokenBatch> sets = new LinkedHashMap<>();
        for (int dpc : context.config().distil().dpc()) {
            for (Method method : config.methods()) {
                for (int set = 0; set < context.config().distil().sets(); set++) {
                    List<Example> examples = ExampleFiles.read(
                            context.folder().distilled(method.label(), dpc, set),
                            context.data().task());
                    sets.put(new EvaluationGrid.Cell(method.label(), dpc, set), models.learnerTokens(examples));
                }
            }
        }
        TokenBatch report = models.learnerTokens(context.data().splits().report()); // the only time that it is read
        EvaluationGrid grid = new EvaluationGrid(
                context.folder().root().resolve("evaluation.jsonl"),
                config.learnersPerSet(),
                context.streams(),
                context.events(),
                context.stop());
        try (Learner learner = models.evaluationLearner()) {
            FineTuning fineTuning = new FineTuning(
                    learner,
                    Settings.schedule(config.training()),
                    context.data().task().metric());
            results(grid.run(sets, report, fineTuning)).write(context.folder().results());
        }
    }

    private Results results(Map<EvaluationGrid.Cell, List<Results.Run>> runs) {
        List<Results.Scores> scores = new ArrayList<>();
        for (int dpc : context.config().distil().dpc()) {
            Map<String, List<Results.Run>> byMethod = new LinkedHashMap<>();
            runs.forEach((cell, ofCell) -> {
                if (cell.dpc() == dpc) {
                    byMethod.computeIfAbsent(cell.method(), m -> new ArrayList<>())
                            .addAll(ofCell);
                }
            });
            byMethod.forEach((method, ofMethod) -> scores.add(new Results.Scores(method, dpc, ofMethod)));
        }
        return new Results(
                context.data().task(),
                new Results.ReportSplit(
                        String.join(", ", context.config().data().report()),
                        context.data().splits().report().size()),
                scores,
                textCounts());
    }

    /** What became of the candidates of all DiLM sets, per label. */
    private List<Results.Texts> textCounts() {
        if (!context.config().evaluation().methods().contains(Method.DILM)) {
            return List.of();
        }
        List<String> labels = context.data().task().labels();
        long[][] sums = new long[labels.size()][6];
        for (int set = 0; set < context.config().distil().sets(); set++) {
            TextCounts[] counts = Json.read(SelectionStage.countsFile(context, Method.DILM, set), TextCounts[].class);
            for (int label = 0; label < counts.length; label++) {
                TextCounts count = counts[label];
                int[] figures = {
                    count.written(),
                    count.kept(),
                    count.empty(),
                    count.cutOff(),
                    count.identicalPairs(),
                    count.duplicates()
                };
                for (int i = 0; i < figures.length; i++) {
                    sums[label][i] += figures[i];
                }
            }
        }
        List<Results.Texts> texts = new ArrayList<>();
        for (int label = 0; label < sums.length; label++) {
            long[] sum = sums[label];
            texts.add(new Results.Texts(labels.get(label), sum[0], sum[1], sum[2], sum[3], sum[4], sum[5]));
        }
        return texts;
    }
}
