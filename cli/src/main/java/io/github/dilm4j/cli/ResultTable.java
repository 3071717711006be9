package io.github.dilm4j.cli;

import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.statistics.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Results as lines of tables, one for each learner: a row per method, a column per dpc, mean ± sd (n) in per cent, and
 * the share of the full-data score if that was measured.
 */
final class ResultTable {
    private ResultTable() {}

    /** A table for each learner, with an empty line between two. */
    static List<String> of(Results results) {
        List<String> lines = new ArrayList<>();
        for (String learner : results.learners()) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(of(results, learner));
        }
        return lines;
    }

    private static List<String> of(Results results, String learner) {
        List<Results.Scores> ofLearner = results.scores().stream()
                .filter(scores -> scores.learner().equals(learner))
                .toList();
        List<Integer> dpcs =
                ofLearner.stream().map(Results.Scores::dpc).distinct().toList();
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (Results.Scores scores : ofLearner) {
            rows.computeIfAbsent(
                            scores.method(),
                            method ->
                                    new ArrayList<>(dpcs.stream().map(dpc -> "").toList()))
                    .set(dpcs.indexOf(scores.dpc()), shown(scores.summary()) + share(results.shareOfFullData(scores)));
        }
        List<List<String>> table = new ArrayList<>();
        String metric = results.task().metric().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", %";
        List<String> header =
                new ArrayList<>(List.of(learner.equals(Results.LEARNER) ? metric : learner + ": " + metric));
        dpcs.forEach(dpc -> header.add("dpc " + dpc));
        table.add(header);
        rows.forEach((method, cells) -> {
            List<String> row = new ArrayList<>(List.of(method));
            row.addAll(cells);
            table.add(row);
        });
        List<String> lines = new ArrayList<>();
        results.fullData(learner).ifPresent(full -> {
            List<String> row = new ArrayList<>(List.of("full data"));
            dpcs.forEach(dpc -> row.add(shown(full.summary()) + share(OptionalDouble.of(1))));
            table.add(row);
            lines.add(String.format(
                    Locale.ROOT,
                    "full data: %d training examples, %d steps; the last figure is a set's share of this score",
                    full.examples(),
                    full.steps()));
        });
        lines.addAll(0, aligned(table));
        return lines;
    }

    private static String shown(Summary summary) {
        return Quantities.meanAndSd(summary.mean(), summary.sd(), summary.n());
    }

    private static String share(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, " %4.0f %%", 100 * share.getAsDouble()) : "";
    }

    /** A line for each row; the first column is left-aligned, the others right. */
    static List<String> aligned(List<List<String>> table) {
        int columns = table.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : table) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : table) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String space = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? "" : "  ").append(i == 0 ? row.get(i) + space : space + row.get(i));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
