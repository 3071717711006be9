package io.github.dilm4j.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Compares with scikit-learn and SciPy. {@code scripts/parity/statistics_fixtures.py} makes the cases. */
class StatisticsParityTest {
    private static final Offset<Double> EXACT = within(1e-12);

    private static JsonNode read(String name) {
        try (InputStream in = StatisticsParityTest.class.getResourceAsStream("/statistics/" + name)) {
            return Json.STRICT.readTree(in);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static double[] doubles(JsonNode list) {
        double[] values = new double[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).asDouble();
        }
        return values;
    }

    private static double[][] rows(JsonNode list) {
        List<double[]> rows = new ArrayList<>();
        list.forEach(row -> rows.add(row.isArray() ? doubles(row) : new double[] {row.asDouble()}));
        return rows.toArray(double[][]::new);
    }

    @Test
    void metricsOfPredictionsAreThoseOfScikitLearn() {
        for (JsonNode each : read("metrics.json")) {
            double[][] probabilities = rows(each.path("probabilities"));
            int labels = probabilities[0].length;
            int[] gold = new int[probabilities.length];
            int[] predicted = new int[gold.length];
            double[] confidence = new double[gold.length];
            boolean[] right = new boolean[gold.length];
            for (int i = 0; i < gold.length; i++) {
                gold[i] = each.path("gold").get(i).asInt();
                for (int label = 1; label < labels; label++) {
                    predicted[i] = probabilities[i][label] > probabilities[i][predicted[i]] ? label : predicted[i];
                }
                confidence[i] = probabilities[i][predicted[i]];
                right[i] = predicted[i] == gold[i];
            }
            ConfusionMatrix matrix = ConfusionMatrix.of(predicted, gold, labels);
            assertThat(Json.line(matrix.rows()))
                    .isEqualTo(each.path("confusion").toString());
            assertThat(matrix.accuracy()).isEqualTo(each.path("accuracy").asDouble(), EXACT);
            assertThat(matrix.macroF1()).isEqualTo(each.path("macroF1").asDouble(), EXACT);
            assertThat(matrix.matthewsCorrelation())
                    .isEqualTo(each.path("matthewsCorrelation").asDouble(), EXACT);
            for (int label = 0; label < labels; label++) {
                assertThat(matrix.precision(label))
                        .isEqualTo(each.path("precision").get(label).asDouble(), EXACT);
                assertThat(matrix.recall(label))
                        .isEqualTo(each.path("recall").get(label).asDouble(), EXACT);
            }
            assertThat(Calibration.expectedError(confidence, right))
                    .isEqualTo(each.path("expectedCalibrationError").asDouble(), EXACT);
        }
    }

    @Test
    void testsAreThoseOfScipy() {
        for (JsonNode each : read("tests.json").path("comparisons")) {
            double[][] first = rows(each.path("first"));
            double[][] second = rows(each.path("second"));
            same(Comparison.ofSets(first, second).orElseThrow(), each.path("welch"));
            same(Comparison.paired(first, second).orElseThrow(), each.path("paired"));
        }
    }

    private static void same(Comparison comparison, JsonNode expected) {
        assertThat(comparison.pValue()).isEqualTo(expected.path("pValue").asDouble(), within(1e-9));
        assertThat(comparison.low()).isEqualTo(expected.path("low").asDouble(), within(1e-8));
        assertThat(comparison.high()).isEqualTo(expected.path("high").asDouble(), within(1e-8));
    }

    @Test
    void bootstrapIntervalsAreThoseOfScipyAndOfAllResamples() {
        int number = 0;
        for (JsonNode each : read("tests.json").path("bootstraps")) {
            double[][] scores = rows(each.path("scores"));
            HierarchicalBootstrap interval =
                    HierarchicalBootstrap.of(scores, new RandomStreams(3).stream("bootstrap", number++));
            assertThat(interval.low()).isEqualTo(each.path("low").asDouble(), within(0.0015));
            assertThat(interval.high()).isEqualTo(each.path("high").asDouble(), within(0.0015));
        }
        assertThat(number).isEqualTo(4);
    }

    @Test
    void powerIsThatOfScipysNoncentralT() {
        for (JsonNode each : read("tests.json").path("powers")) {
            double sd = each.path("sd").asDouble();
            double difference = each.path("difference").asDouble();
            int pairs = each.path("pairs").asInt();
            assertThat(PairedPower.pairs(sd, difference)).isEqualTo(pairs);
            assertThat(PairedPower.power(pairs, difference / sd))
                    .isEqualTo(each.path("power").asDouble(), within(1e-7));
        }
    }
}
