package io.github.dilm4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.report.LineChart.Series;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Results.Difference;
import io.github.dilm4j.run.Results.LearnerScore;
import io.github.dilm4j.run.Results.Scores;
import io.github.dilm4j.run.TextMap;
import io.github.dilm4j.statistics.Comparison;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPartsTest {
    @Test
    void hiddenCharactersAreShownAndWritingSystemsLeftAlone() {
        assertThat(Untrusted.escape("a<b>&\"'`")).isEqualTo("a&lt;b&gt;&amp;&quot;&#39;&#96;");
        assertThat(Untrusted.escape("\u0000\u001B\u007F\r")).isEqualTo("␀␛␡␍");
        assertThat(Untrusted.escape("\u200F\u202E\u2066\uFEFF\u2028\u0085"))
                .isEqualTo("⟨U+200F⟩⟨U+202E⟩⟨U+2066⟩⟨U+FEFF⟩⟨U+2028⟩⟨U+0085⟩");
        assertThat(Untrusted.escape("\uD800x\uFFFF")).isEqualTo("⟨U+D800⟩x⟨U+FFFF⟩");
        String fine = "schön 漢字 עברית می‌خواهم 👩‍👩‍👧\n\t";
        assertThat(Untrusted.escape(fine)).isEqualTo(fine);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void ticksAreFewRoundAndWithin(long seed) {
        UniformRandomProvider random = RandomStreams.of(seed);
        for (int i = 0; i < 200; i++) {
            double low = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(9) - 4);
            double least = 1e-4 * Math.abs(low) + 1e-6;
            double high = low + least + random.nextDouble() * Math.pow(10, random.nextInt(9) - 4);
            Axis axis = Axis.rounded(low, high, 200, 0, 5);
            assertThat(axis.ticks()).hasSizeBetween(2, 8).isSorted().doesNotHaveDuplicates();
            assertThat(axis.ticks().get(0)).isCloseTo(axis.low(), within(1e-9 * Math.abs(axis.low()) + 1e-12));
            assertThat(axis.at(low)).isBetween(-1e-6, 200 + 1e-6);
            assertThat(axis.at(high)).isBetween(-1e-6, axis.at(low));
            assertThat(axis.ticks().stream().map(axis::label)).doesNotHaveDuplicates();
        }
    }

    @Test
    void axesAreLabelledShortly() {
        assertThat(labels(Axis.linear(0, 4000, 0, 1, 5))).containsExactly("0", "1,000", "2,000", "3,000", "4,000");
        assertThat(labels(Axis.linear(0, 80_000, 0, 1, 4))).containsExactly("0", "20k", "40k", "60k", "80k");
        assertThat(labels(Axis.linear(-0.5, 0.5, 0, 1, 4))).containsExactly("−0.50", "−0.25", "0.00", "0.25", "0.50");
        assertThat(labels(Axis.logarithmic(0.02, 30, 0, 1))).containsExactly("0.01", "0.1", "1", "10", "100");
        assertThat(labels(Axis.linear(0, 2e-5, 0, 1, 2))).containsExactly("0", "1e−5", "2e−5");
        assertThat(Axis.logarithmic(0.01, 100, 0, 4).at(1)).isCloseTo(2, within(1e-9));
    }

    private static List<String> labels(Axis axis) {
        return axis.ticks().stream().map(axis::label).toList();
    }

    @Test
    void aShortCurveIsDrawnPointByPoint() {
        String svg = new LineChart("Loss", "step", List.of(series("loss", 0, 1, 0.5))).svg();
        assertThat(svg)
                .startsWith("<svg viewBox=\"0 0 460 250\" role=\"img\" aria-label=\"Loss\">")
                .contains("<path class=\"line\" d=\"M50 210L249 12L448 111\"><title>loss</title></path>")
                .contains("<title>loss, step 3: 0.5000</title>")
                .doesNotContain("class=\"band\"");
    }

    @Test
    void aLongCurveIsBinnedWithinItsBand() {
        TreeMap<Long, Double> points = new TreeMap<>();
        for (long step = 1; step <= 50_000; step++) {
            points.put(step, step % 2 == 0 ? 1.0 : 0.0);
        }
        String svg = new LineChart("Loss", "step", List.of(new Series("loss", points, false))).svg();
        assertThat(svg.split("<circle", -1)).hasSize(LineChart.BINS + 1);
        assertThat(svg).contains("class=\"band\"", ": 0.5000</title>");
        assertThat(svg.length()).isLessThan(25_000);
    }

    @Test
    void gapsPartACurveAndAreCounted() {
        String svg = new LineChart(
                        "Loss", "step", List.of(series("loss", 1, Double.NaN, 3, 2, Double.POSITIVE_INFINITY)))
                .svg();
        assertThat(svg.split("class=\"line\"", -1)).hasSize(3);
        assertThat(svg).contains("class=\"dot\"", "2 not finite").doesNotContain("NaN");
    }

    @Test
    void valuesOverManyPowersOfTenGetALogarithmicAxis() {
        assertThat(new LineChart("Loss", "step", List.of(series("loss", 0.01, 100))).svg())
                .contains(">0.01<", ">0.1<", ">1<", ">10<", ">100<");
    }

    private static Series series(String name, double... values) {
        TreeMap<Long, Double> points = new TreeMap<>();
        for (int i = 0; i < values.length; i++) {
            points.put(i + 1L, values[i]);
        }
        return new Series(name, points, false);
    }

    @Test
    void barsGrowFromTheBaseToEitherSide() {
        String svg = new BarChart(
                        "Scores",
                        List.of(bar("above", 75), bar("below", 25), bar("a name far too long to fit", 50)),
                        0,
                        100,
                        50)
                .svg();
        assertThat(svg)
                .contains("<title>above: 75.0 (1 learner)</title>")
                .contains("x=\"216\" y=\"6\" width=\"49\"")
                .contains("x=\"167\" y=\"38\" width=\"49\"")
                .contains(">a name far too …<");
    }

    private static BarChart.Bar bar(String name, double mean) {
        return new BarChart.Bar(name, mean, 5, List.of(new BarChart.Dot(mean, "set 1")), false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.05 | 0.049 | DiLM is clearly ahead of the best other method at 5 examples per class.",
                "-0.05 | 0.049 | DiLM is clearly behind the best other method at 5 examples per class.",
                "0.05 | 0.051 | DiLM is too close to the best other method to call at 5 examples per class.",
                "-0.05 | 0.051 | DiLM is too close to the best other method to call at 5 examples per class.",
                "0.05 | NaN | DiLM is not yet compared with another method at 5 examples per class."
            })
    void theVerdictFollowsTheCorrectedPValue(double difference, double corrected, String sentence) {
        List<Verdict> verdicts = Verdict.of(
                List.of(scores("random", 0.5), scores("k-centers", 0.6), scores("dilm", 0.6 + difference)),
                List.of(
                        difference("random", new Comparison(0.1, 0.05, 0.15, 0.001), 0.001),
                        difference("k-centers", new Comparison(difference, 0.01, 0.09, 0.001), corrected)),
                dpc -> false);
        assertThat(Verdict.sentence(verdicts)).isEqualTo(sentence);
        assertThat(verdicts.get(0).rival().orElseThrow().method()).isEqualTo("k-centers");
    }

    private static Difference difference(String method, Comparison comparison, double corrected) {
        return new Difference(Results.LEARNER, method, 5, 2, 2, comparison, corrected, Optional.empty());
    }

    private static Scores scores(String method, double score) {
        return new Scores(Results.LEARNER, method, 5, List.of(new LearnerScore(0, 0, score, 1)));
    }

    @Test
    void figuresReadWell() {
        assertThat(Words.points(0.0123)).isEqualTo("+1.2");
        assertThat(Words.points(-0.0123)).isEqualTo("−1.2");
        assertThat(Words.points(-0.0001)).isEqualTo("+0.0");
        assertThat(Words.points(Double.NaN)).isEqualTo("–");
        assertThat(Words.pValue(0.0004)).isEqualTo("p < 0.001");
        assertThat(Words.pValue(0.0412)).isEqualTo("p = 0.041");
        assertThat(Words.seconds(9.04)).isEqualTo("9.0 s");
        assertThat(Words.seconds(59.97)).isEqualTo("1 min 0 s");
        assertThat(Words.seconds(7_260)).isEqualTo("2 h 1 min");
        assertThat(Quantities.bytes(999)).isEqualTo("999 B");
        assertThat(Quantities.bytes(3_400_000_000L)).isEqualTo("3.4 GB");
        assertThat(Quantities.bytes(999_900)).isEqualTo("1.0 MB");
        assertThat(Map.of("languageModel", "Language model", "gradient-matching", "Gradient matching", "", ""))
                .allSatisfy((name, shown) -> assertThat(Words.stage(name)).isEqualTo(shown));
        assertThat(Words.method("before-matching")).isEqualTo("Before matching");
        assertThat(Words.method("k-centers")).isEqualTo("K-centers");
        assertThat(Words.method("dilm")).isEqualTo("DiLM");
        assertThat(Words.list(List.of("5", "10", "20"))).isEqualTo("5, 10 and 20");
    }

    @Test
    void theMapShowsRealTextsAndThoseOfOneMethod() {
        String longText = "<b>" + "x".repeat(300);
        List<TextMap.Point> points = List.of(
                new TextMap.Point(TextMap.REAL, "no", -1, 0, List.of("one", "two")),
                new TextMap.Point("dilm", "yes", 1, 3, List.of(longText)),
                new TextMap.Point("k-centers", "yes", 0, 1, List.of("another method")));
        String svg = new TextMapChart(points, "dilm").svg(List.of("no", "yes"));
        assertThat(svg)
                .contains(
                        "<circle class=\"s0 dot faint\" cx=\"10\" cy=\"410\" r=\"2.4\"><title>Real, no: one | two</title>",
                        "<circle class=\"s1 dot ringed\" cx=\"550\" cy=\"10\" r=\"5.5\"><title>DiLM, yes: &lt;b&gt;xxx")
                .contains("x…</title>")
                .doesNotContain("another method", "x".repeat(200));
    }

    @Test
    void neighboursAreThePointsAtTheirOtherPlaces() {
        TextMap.Point point = new TextMap.Point("dilm", "yes", 1, 3, List.of("a text"));
        assertThat(new TextMap(0.5, 2, List.of(point), List.of(new TextMap.Place(-4, 7))).neighbours())
                .containsExactly(new TextMap.Point("dilm", "yes", -4, 7, List.of("a text")));
        assertThat(new TextMap(0.5, 2, List.of(point), List.of()).neighbours()).isEmpty();
    }
}
