package io.github.dilm4j.report;

import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Results.Scores;
import io.github.dilm4j.statistics.Calibration;
import io.github.dilm4j.statistics.ConfusionMatrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The metrics other than the task's own, and the confusion of labels.
 *
 * @param rows a method and size each, of the matched learner; empty in runs of versions that recorded none
 * @param title names the sets of the matrix; empty without one
 * @param labels the matrix's rows
 */
record MetricSection(List<Row> rows, String title, List<String> names, List<Label> labels) {
    private static final int MOST_LABELS = 20; // columns of a matrix that can be read
    private static final int SHADES = 6;

    record Row(String method, boolean chosen, int dpc, String macroF1, String matthews, String calibration) {}

    /**
     * One gold label.
     *
     * @param cells of every predicted label; none where there are too many
     */
    record Label(String name, List<Cell> cells, String precision, String recall, String f1) {}

    /** @param shade 0 for none, up to 5 */
    record Cell(String count, int shade) {}

    static MetricSection of(RunRecord run) {
        List<Scores> scores = run.scores(Results.LEARNER);
        List<Row> rows = new ArrayList<>();
        scores.forEach(each -> each.metric(ConfusionMatrix.MACRO_F1)
                .ifPresent(macroF1 -> rows.add(new Row(
                        Words.method(each.method()),
                        each.method().equals(Results.DILM),
                        each.dpc(),
                        Words.meanAndSd(macroF1),
                        metric(each, ConfusionMatrix.MATTHEWS),
                        metric(each, Calibration.ERROR)))));
        Optional<Scores> shown = scores.stream()
                .filter(each -> each.matrix().isPresent())
                .max(Comparator.comparing((Scores each) -> each.method().equals(Results.DILM))
                        .thenComparing(Scores::dpc));
        List<String> names = run.task().map(Task::labels).orElse(List.of());
        return new MetricSection(
                List.copyOf(rows),
                shown.map(each -> Words.method(each.method()) + ", " + each.dpc() + " per class, all learners together")
                        .orElse(""),
                names.size() > MOST_LABELS ? List.of() : names,
                shown.flatMap(Scores::matrix)
                        .map(matrix -> labels(matrix, names))
                        .orElse(List.of()));
    }

    private static String metric(Scores scores, String name) {
        return scores.metric(name).map(Words::decimals).orElse(Words.NONE);
    }

    private static List<Label> labels(ConfusionMatrix matrix, List<String> names) {
        return IntStream.range(0, Math.min(matrix.labels(), names.size()))
                .mapToObj(label -> new Label(
                        names.get(label),
                        names.size() > MOST_LABELS ? List.of() : cells(matrix, label),
                        Words.percent(matrix.precision(label)),
                        Words.percent(matrix.recall(label)),
                        Words.percent(matrix.f1(label))))
                .toList();
    }

    private static List<Cell> cells(ConfusionMatrix matrix, int gold) {
        return IntStream.range(0, matrix.labels())
                .mapToObj(predicted -> {
                    int count = matrix.counts()[gold][predicted];
                    int shade = count == 0 ? 0 : (int) Math.ceil((SHADES - 1.0) * count / matrix.gold(gold));
                    return new Cell(Words.count(count), shade);
                })
                .toList();
    }
}
