package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressBarsTest {
    private static final int LEAST_BAR = 8;

    /** The lines that were drawn in place. */
    private static List<String> drawn(int columns, String stage, long total, Map<String, Double> values) {
        StringWriter shown = new StringWriter();
        try (ProgressBars progress =
                new ProgressBars(new Console(new PrintWriter(shown), new PrintWriter(shown), true, columns))) {
            progress.begin(stage, total);
            progress.step(stage, total, total, values);
        }
        return Arrays.stream(shown.toString().split("\r\u001b\\[K"))
                .filter(line -> line.contains("["))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "80, 100, nll 0.9342",
        "80, 1000000, nll 0.9342",
        "80, 10000000, ''",
        "90, 100, 'nll 0.9342, accuracy 0.9000'",
        "100, 100, 'nll 0.9342, accuracy 0.9000'",
        "120, 100, 'nll 0.9342, accuracy 0.9000, margin 0.2500'"
    })
    void metricsThatFitBesideTheBarAreShownAsAWhole(int columns, long total, String metrics) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("nll", 0.9342);
        values.put("accuracy", 0.9);
        values.put("margin", 0.25);
        List<String> lines = drawn(columns, "language-model", total, values);
        assertThat(lines).isNotEmpty().allMatch(line -> line.length() < columns);
        String last = lines.get(lines.size() - 1);
        String afterTimes = last.substring(last.indexOf(')') + 1);
        assertThat(afterTimes.replaceFirst("^ \\S+/s", "").strip()).isEqualTo(metrics);
        assertThat(last.indexOf(']') - last.indexOf('[') - 1).isGreaterThanOrEqualTo(LEAST_BAR);
        assertThat(last).contains(total + "/" + total + " (0:00:0");
    }

    @Test
    void aPartOfAnEstimateIsNamedBesideTheBar() {
        StringWriter shown = new StringWriter();
        try (ProgressBars progress =
                new ProgressBars(new Console(new PrintWriter(shown), new PrintWriter(shown), true, 80))) {
            progress.estimating("the language model", 2, 6);
        }
        assertThat(shown.toString()).contains("estimate").contains("1/6").contains("the language model");
    }
}
