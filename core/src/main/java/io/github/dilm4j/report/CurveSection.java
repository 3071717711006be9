package io.github.dilm4j.report;

import io.github.dilm4j.report.LineChart.Series;
import io.github.dilm4j.run.RunEvent.LearnerProgress;
import io.github.dilm4j.run.RunEvent.Progress;
import io.github.dilm4j.run.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The course of training: a chart for every metric of every stage, in the order of the log. The choice of sets and the
 * evaluation have no chart, since their steps are independent learners.
 *
 * @param more learning rates
 */
record CurveSection(List<Chart> charts, List<Chart> more) {
    private static final Set<String> INDEPENDENT = Set.of(Stage.CHOICE.label(), Stage.EVALUATION.label());

    record Chart(String title, String stage, String svg) {}

    /** What a curve shows: one metric of one stage. */
    private record Curve(String stage, String metric) {}

    static CurveSection of(RunRecord run) {
        Map<Curve, TreeMap<Long, Double>> curves = new LinkedHashMap<>();
        Map<String, Map<Integer, TreeMap<Long, Double>>> learners = new LinkedHashMap<>();
        run.all(Progress.class)
                .filter(p -> !INDEPENDENT.contains(p.stage()))
                .forEach(p -> p.values()
                        .forEach((name, value) -> put(
                                curves.computeIfAbsent(new Curve(p.stage(), name), f -> new TreeMap<>()),
                                p.step(),
                                value)));
        run.all(LearnerProgress.class)
                .forEach(p -> put(
                        learners.computeIfAbsent(p.stage(), s -> new TreeMap<>())
                                .computeIfAbsent(p.trajectory(), t -> new TreeMap<>()),
                        p.step(),
                        p.loss()));
        List<Chart> charts = new ArrayList<>();
        List<Chart> more = new ArrayList<>();
        curves.forEach((shown, curve) -> (shown.metric().equals(Progress.LEARNING_RATE) ? more : charts)
                .add(chart(shown, curve, curves.containsKey(new Curve(shown.stage(), Progress.COSINE)))));
        learners.forEach((stage, bank) -> charts.add(learnerChart(stage, bank)));
        return new CurveSection(List.copyOf(charts), List.copyOf(more));
    }

    /** A resumed run repeats the steps since its checkpoint; the later values count. */
    private static void put(TreeMap<Long, Double> curve, long step, double value) {
        if (!curve.isEmpty() && step <= curve.lastKey()) {
            curve.tailMap(step, true).clear();
        }
        curve.put(step, value);
    }

    private static Chart chart(Curve shown, TreeMap<Long, Double> curve, boolean matching) {
        String title = title(shown.metric(), matching);
        String stage = Words.stage(shown.stage());
        Series series = new Series(title, curve, false);
        return new Chart(title, stage, new LineChart(title + ", " + stage, "step", List.of(series)).svg());
    }

    private static Chart learnerChart(String stage, Map<Integer, TreeMap<Long, Double>> bank) {
        List<Series> series = new ArrayList<>();
        TreeMap<Long, double[]> sums = new TreeMap<>();
        bank.forEach((trajectory, curve) -> {
            series.add(new Series("learner " + (trajectory + 1), curve, bank.size() > 1));
            curve.forEach((step, loss) -> {
                double[] sum = sums.computeIfAbsent(step, s -> new double[2]);
                sum[0] += loss;
                sum[1]++;
            });
        });
        if (bank.size() > 1) {
            TreeMap<Long, Double> mean = new TreeMap<>();
            sums.forEach((step, sum) -> mean.put(step, sum[0] / sum[1]));
            series.add(new Series("mean of " + bank.size() + " learners", mean, false));
        }
        String title = "Learner’s loss on real data" + (bank.size() > 1 ? ", " + bank.size() + " learners" : "");
        return new Chart(title, Words.stage(stage), new LineChart(title, "step of the learner", series).svg());
    }

    private static String title(String value, boolean matching) {
        return switch (value) {
            case Progress.LOSS -> matching ? "Matching loss" : "Loss";
            case Progress.COSINE -> "Cosine of real and synthetic gradient";
            case Progress.SELECT_COSINE -> "Cosine of real and synthetic gradient on the select split";
            case Progress.NLL -> "Language-model loss, nats per token";
            case Progress.SELECT_NLL -> "Language-model loss on the select split, nats per token";
            case Progress.LABEL_ACCURACY ->
                "Share of examples whose true label is the most likely one for the generator";
            case Progress.LABEL_MARGIN -> "Margin of the true label over the best other, nats per token";
            case Progress.LEARNING_RATE -> "Learning rate";
            default -> Words.capital(value);
        };
    }
}
