package io.github.dilm4j.report;

import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Results.Scores;
import io.github.dilm4j.statistics.Calibration;
import io.github.dilm4j.statistics.ConfusionMatrix;
import io.github.dilm4j.statistics.HierarchicalBootstrap;
import io.github.dilm4j.statistics.Summary;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scores for other programs: all values as CSV (RFC 4180), means and deviations as LaTeX. */
record ScoreTables(Results results) {
    private static final List<String> METRICS =
            List.of(ConfusionMatrix.MACRO_F1, ConfusionMatrix.MATTHEWS, Calibration.ERROR);
    private static final List<String> COLUMNS = Stream.concat(
                    Stream.of("learner", "method", "dpc", "sets", "n", "mean", "sd", "low", "high", "shareOfFullData"),
                    METRICS.stream())
            .toList();

    /** A row for each learner, method and size, scores in [0, 1], and one for each learner on full data. */
    String csv() {
        StringBuilder out = new StringBuilder(String.join(",", COLUMNS)).append('\n');
        for (Scores scores : results.scores()) {
            HierarchicalBootstrap interval = scores.interval();
            Map<String, String> row = row(scores.learner(), scores.method(), scores.summary());
            row.put("dpc", String.valueOf(scores.dpc()));
            row.put("sets", String.valueOf(scores.sets()));
            row.put("low", number(interval.low()));
            row.put("high", number(interval.high()));
            results.shareOfFullData(scores).ifPresent(share -> row.put("shareOfFullData", number(share)));
            for (String metric : METRICS) {
                scores.metric(metric).ifPresent(summary -> row.put(metric, number(summary.mean())));
            }
            append(out, row);
        }
        for (Results.FullData full : results.fullData()) {
            Map<String, String> row = row(full.learner(), Results.FULL_DATA, full.summary());
            row.put("sets", "1");
            row.put("shareOfFullData", number(1));
            append(out, row);
        }
        return out.toString();
    }

    /** The columns that every row has. */
    private static Map<String, String> row(String learner, String method, Summary summary) {
        return new HashMap<>(Map.of(
                "learner", quoted(learner),
                "method", quoted(method),
                "n", String.valueOf(summary.n()),
                "mean", number(summary.mean()),
                "sd", number(summary.sd())));
    }

    private static void append(StringBuilder out, Map<String, String> row) {
        out.append(COLUMNS.stream().map(column -> row.getOrDefault(column, "")).collect(Collectors.joining(",")))
                .append('\n');
    }

    /** Empty for a value that is not finite. */
    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.6f", value) : "";
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9 ._-]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /**
     * A tabular for each learner, without extra LaTeX packages: per cent, mean and deviation, best mean bold.
     */
    String latex() {
        return results.learners().stream().map(this::latex).collect(Collectors.joining("\n"));
    }

    private String latex(String learner) {
        List<Scores> scores = results.scores().stream()
                .filter(each -> each.learner().equals(learner))
                .toList();
        List<Integer> dpcs =
                scores.stream().map(Scores::dpc).distinct().sorted().toList();
        StringBuilder out = new StringBuilder("% " + escaped(learner) + ", "
                + results.reportSplit().examples() + " examples; mean and standard deviation, per cent\n");
        out.append("\\begin{tabular}{l").append("r".repeat(dpcs.size())).append("}\n\\hline\nMethod");
        dpcs.forEach(dpc -> out.append(" & ").append(dpc).append(" per class"));
        out.append(" \\\\\n\\hline\n");
        for (String method : scores.stream().map(Scores::method).distinct().toList()) {
            out.append(escaped(Words.method(method)));
            dpcs.forEach(dpc -> out.append(" & ").append(latex(find(scores, method, dpc), best(scores, dpc))));
            out.append(" \\\\\n");
        }
        results.fullData(learner).ifPresent(full -> {
            out.append("\\hline\nFull data");
            dpcs.forEach(dpc -> out.append(" & ").append(latex(full.summary())));
            out.append(" \\\\\n");
        });
        return out.append("\\hline\n\\end{tabular}\n").toString();
    }

    private static String latex(Optional<Scores> scores, double best) {
        return scores.map(Scores::summary)
                .map(summary -> summary.mean() == best ? "\\textbf{" + latex(summary) + "}" : latex(summary))
                .orElse("");
    }

    private static String latex(Summary summary) {
        return Words.meanAndSd(summary).replace("±", "$\\pm$").replace(Words.MINUS, "$-$");
    }

    private static double best(List<Scores> scores, int dpc) {
        return scores.stream()
                .filter(each -> each.dpc() == dpc)
                .mapToDouble(each -> each.summary().mean())
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }

    private static Optional<Scores> find(List<Scores> scores, String method, int dpc) {
        return scores.stream()
                .filter(each -> each.method().equals(method) && each.dpc() == dpc)
                .findFirst();
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '\\') {
                out.append("\\textbackslash{}");
            } else if (c == '~') {
                out.append("\\textasciitilde{}");
            } else if (c == '^') {
                out.append("\\textasciicircum{}");
            } else {
                out.append("&%$#_{}".indexOf(c) >= 0 ? "\\" : "").appendCodePoint(c < ' ' ? ' ' : c);
            }
        });
        return out.toString();
    }
}
