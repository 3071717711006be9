package io.github.dilm4j.report;

import io.github.dilm4j.report.RunComparison.Row;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.statistics.Comparison;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Scores of several runs in one HTML file without script or network access. */
public final class ComparisonPage {
    /**
     * A learner's scores in all runs.
     *
     * @param name empty for the learner whose gradients were matched
     * @param charts one for each method, with a line for each run
     */
    record Learner(String name, List<Chart> charts, List<Table> tables) {}

    record Chart(String method, String svg) {}

    /** The scores at one size: a line for each method, a cell for each run. */
    record Table(int dpc, List<Line> lines) {}

    record Line(String method, boolean chosen, List<Cell> cells) {}

    /**
     * @param score empty if the run has none
     * @param n the number of learners
     * @param against how many points it is ahead of the first run; empty if that cannot be told
     */
    record Cell(String score, String n, String against) {
        static final Cell NONE = new Cell("", "", "");
    }

    private ComparisonPage() {}

    /** Returns the content of the file. */
    public static String of(RunComparison comparison) {
        List<Learner> learners = comparison.rows().stream()
                .map(Row::learner)
                .distinct()
                .map(name -> learner(
                        name,
                        comparison.rows().stream()
                                .filter(row -> row.learner().equals(name))
                                .toList()))
                .toList();
        return Page.of(
                "comparison.html",
                Map.of("runs", comparison.runs(), "cautions", comparison.cautions(), "learners", learners));
    }

    private static Learner learner(String name, List<Row> rows) {
        List<Chart> charts = rows.stream()
                .sorted(Comparator.comparing(row -> !isDilm(row)))
                .map(Row::method)
                .distinct()
                .map(method -> chart(
                        method,
                        rows.stream()
                                .filter(row -> row.method().equals(method))
                                .sorted(Comparator.comparingInt(Row::dpc))
                                .toList()))
                .toList();
        List<Table> tables = rows.stream()
                .map(Row::dpc)
                .distinct()
                .sorted()
                .map(dpc -> new Table(
                        dpc,
                        rows.stream()
                                .filter(row -> row.dpc() == dpc)
                                .map(ComparisonPage::line)
                                .toList()))
                .toList();
        return new Learner(name.equals(Results.LEARNER) ? "" : name, charts, tables);
    }

    private static boolean isDilm(Row row) {
        return row.method().equals(Results.DILM);
    }

    /** @param bySize of one method, ascending */
    private static Chart chart(String method, List<Row> bySize) {
        List<SizeChart.Line> lines = new ArrayList<>();
        for (int run = 0; run < bySize.get(0).cells().size(); run++) {
            int number = run;
            lines.add(new SizeChart.Line(
                    name(run),
                    bySize.stream()
                            .map(row -> row.cells()
                                    .get(number)
                                    .map(SizeChart.Point::of)
                                    .orElse(SizeChart.Point.NONE))
                            .toList(),
                    run == 0));
        }
        String label = "Scores of " + Words.method(method) + " over the examples per class, by run";
        List<Integer> sizes = bySize.stream().map(Row::dpc).toList();
        return new Chart(Words.method(method), new SizeChart(label, sizes, lines, OptionalDouble.empty(), "").svg());
    }

    /** The name of a run in drawings and tables; {@code run} counts from 0. */
    private static String name(int run) {
        return "[" + (run + 1) + "]";
    }

    private static Line line(Row row) {
        return new Line(
                Words.method(row.method()),
                isDilm(row),
                IntStream.range(0, row.cells().size())
                        .mapToObj(run -> cell(row.cells().get(run), row.toFirst(run)))
                        .toList());
    }

    private static Cell cell(Optional<Results.Scores> scores, Optional<Comparison> toFirst) {
        return scores.map(all -> new Cell(
                        Words.meanAndSd(all.summary()),
                        Words.count(all.summary().n()),
                        toFirst.map(ComparisonPage::against).orElse("")))
                .orElse(Cell.NONE);
    }

    private static String against(Comparison difference) {
        return Words.points(difference.difference()) + " [" + Words.points(difference.low()) + ", "
                + Words.points(difference.high()) + "], " + Words.pValue(difference.pValue());
    }
}
