package io.github.dilm4j.report;

import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Results.Difference;
import io.github.dilm4j.run.Results.Scores;
import io.github.dilm4j.run.config.InContextConfig;
import io.github.dilm4j.statistics.Comparison;
import io.github.dilm4j.statistics.Summary;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * All methods at all sizes with one learner: a chart per size, and one table.
 *
 * @param learner its name
 * @param charts none for learners other than the matched one
 * @param base explains the charts
 * @param fullData the score of all training data, empty if it was not measured
 * @param brackets explains the numbers in brackets
 * @param sameSets names the methods that gave the same set with every seed, or empty
 * @param intervals explains the tests of the differences
 */
record ScoreSection(
        String learner,
        List<Chart> charts,
        String base,
        List<Integer> dpcs,
        List<Row> rows,
        String fullData,
        String brackets,
        String sameSets,
        String intervals) {
    private static final String IN_CONTEXT = InContextConfig.nameOf(""); // the ending of such models' names

    record Chart(int dpc, String svg) {}

    record Row(String method, boolean chosen, List<Cell> cells) {}

    /**
     * @param score mean ± sd, empty if there is none
     * @param share of the full-data score; empty if that was not measured
     * @param against the difference of DiLM, empty if it was not tested
     * @param paired the same by the paired test
     */
    record Cell(String score, String n, boolean best, String share, String against, String paired) {}

    /** The section of the learner whose gradients were matched. */
    static ScoreSection of(RunRecord run) {
        return of(run, Results.LEARNER);
    }

    /** The sections of the other learners. */
    static List<ScoreSection> others(RunRecord run) {
        return run.scores().stream()
                .map(Scores::learner)
                .distinct()
                .filter(learner -> !learner.equals(Results.LEARNER))
                .map(learner -> of(run, learner))
                .toList();
    }

    private static ScoreSection of(RunRecord run, String learner) {
        List<Scores> scores = run.scores(learner);
        List<Difference> differences = run.differences(learner);
        List<Integer> dpcs =
                scores.stream().map(Scores::dpc).distinct().sorted().toList();
        List<String> methods = scores.stream().map(Scores::method).distinct().toList();
        double base = base(run.task());
        return new ScoreSection(
                learner,
                learner.equals(Results.LEARNER) ? charts(scores, dpcs, methods, base) : List.of(),
                "Bars begin at " + begin(base, run.task())
                        + ". Whiskers: one standard deviation. Dots: single learners.",
                dpcs,
                methods.stream()
                        .map(m -> row(m, scores, dpcs, differences, run.results()))
                        .toList(),
                run.results()
                        .flatMap(results -> results.fullData(learner))
                        .map(ScoreSection::fullData)
                        .orElse(""),
                learner.endsWith(IN_CONTEXT)
                        ? "In brackets the number of measurements: nothing is trained, each set is shown in several"
                                + " orders."
                        : "In brackets the number of learners.",
                sameSets(scores),
                intervals(differences));
    }

    private static String fullData(Results.FullData full) {
        return Words.meanAndSd(full.summary()) + " (" + full.summary().n() + "), of " + Words.count(full.examples())
                + " examples with " + Words.count(full.steps()) + " steps";
    }

    /** A sentence that names the methods that gave the same set with every seed, or empty. */
    private static String sameSets(List<Scores> scores) {
        List<String> methods = scores.stream()
                .filter(s -> s.sets() == 1 && s.draws() > 1)
                .map(s -> Words.method(s.method()) + " at " + s.dpc() + " per class")
                .toList();
        return methods.isEmpty()
                ? ""
                : "The same texts for every seed, counted as one set: " + Words.list(methods) + ".";
    }

    private static String intervals(List<Difference> differences) {
        return differences.isEmpty()
                ? "There are no intervals. They need a finished run, two or more sets of each method, since results"
                        + " of one set are not independent, and scores that differ between sets."
                : "Second line: how many points DiLM is ahead, with the 95 % interval of this difference by itself, and"
                        + " the two-sided p-value, corrected for the "
                        + Words.counted(differences.size(), "comparison")
                        + " of this table by Holm’s method. Both compare the means of the sets (Welch), since results"
                        + " of one set are not independent. In pairs: the paired t-test with the same correction, since"
                        + " the learners of one set have the same seeds for every method; and the number of sets that"
                        + " this test needs to detect a difference of one point with a power of 80 %.";
    }

    /** The score of equal shares for all labels, per cent; 0 for metrics without such a level. */
    private static double base(Optional<Task> task) {
        return task.filter(t -> t.metric() == Metric.ACCURACY || t.metric() == Metric.MACRO_F1)
                .map(t -> 100.0 / t.labelCount())
                .orElse(0.0);
    }

    private static String begin(double base, Optional<Task> task) {
        if (base == 0) {
            return "0";
        }
        return Words.fixed(base, base == Math.rint(base) ? 0 : 1) + ", which is 100 over the number of labels"
                + (task.filter(t -> t.metric() == Metric.ACCURACY).isPresent()
                        ? "; always naming the most common label may score higher"
                        : "");
    }

    private static List<Chart> charts(List<Scores> scores, List<Integer> dpcs, List<String> methods, double base) {
        List<BarChart.Bar> all = scores.stream().map(ScoreSection::bar).toList();
        double low = extent(all).min().orElse(base);
        double high = extent(all).max().orElse(base);
        return dpcs.stream()
                .map(dpc -> new Chart(
                        dpc,
                        new BarChart(
                                        "Scores of all methods with " + dpc + " examples per class",
                                        methods.stream()
                                                .flatMap(m -> find(m, dpc, scores).stream())
                                                .map(ScoreSection::bar)
                                                .toList(),
                                        Math.min(base, low),
                                        Math.max(base, high),
                                        base)
                                .svg()))
                .toList();
    }

    private static DoubleStream extent(List<BarChart.Bar> bars) {
        return bars.stream().flatMapToDouble(BarChart.Bar::extent);
    }

    private static BarChart.Bar bar(Scores scores) {
        return new BarChart.Bar(
                Words.method(scores.method()),
                100 * scores.summary().mean(),
                100 * scores.summary().sd(),
                scores.learnerScores().stream()
                        .map(run -> new BarChart.Dot(
                                100 * run.score(),
                                "set " + (run.set() + 1) + ", learner " + (run.learner() + 1) + ": "
                                        + Words.percent(run.score())))
                        .toList(),
                scores.method().equals(Results.DILM));
    }

    private static Row row(
            String method,
            List<Scores> scores,
            List<Integer> dpcs,
            List<Difference> differences,
            Optional<Results> results) {
        return new Row(
                Words.method(method),
                method.equals(Results.DILM),
                dpcs.stream()
                        .map(dpc -> find(method, dpc, scores)
                                .map(s -> cell(s, best(dpc, scores), differences, results))
                                .orElse(new Cell("", "", false, "", "", "")))
                        .toList());
    }

    private static Cell cell(Scores scores, double best, List<Difference> differences, Optional<Results> results) {
        Summary summary = scores.summary();
        Optional<Difference> difference = differences.stream()
                .filter(c -> c.dpc() == scores.dpc() && c.method().equals(scores.method()))
                .findFirst();
        return new Cell(
                Words.meanAndSd(summary),
                Words.count(summary.n()),
                summary.mean() == best,
                results.map(all -> all.shareOfFullData(scores))
                        .filter(OptionalDouble::isPresent)
                        .map(Words::share)
                        .orElse(""),
                difference.map(ScoreSection::against).orElse(""),
                difference
                        .flatMap(Difference::paired)
                        .map(paired -> "in pairs " + Words.pValue(paired.correctedPValue()) + "; "
                                + Words.count(paired.pairsForOnePoint()) + " sets for 1 point")
                        .orElse(""));
    }

    private static String against(Difference difference) {
        Comparison comparison = difference.comparison();
        return Words.points(comparison.difference()) + " [" + Words.points(comparison.low()) + ", "
                + Words.points(comparison.high()) + "], " + Words.pValue(difference.correctedPValue());
    }

    private static double best(int dpc, List<Scores> scores) {
        return scores.stream()
                .filter(s -> s.dpc() == dpc)
                .mapToDouble(s -> s.summary().mean())
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }

    private static Optional<Scores> find(String method, int dpc, List<Scores> scores) {
        return scores.stream()
                .filter(s -> s.dpc() == dpc && s.method().equals(method))
                .findFirst();
    }
}
