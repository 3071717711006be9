package io.github.dilm4j.run;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Task;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code results.json}: what a run measured. The same run writes the same bytes: no times, and every list in the order
 * given.
 *
 * @param task what was distilled; its metric is that of every score
 * @param reportSplit what the learners were scored on
 * @param scores one per method and dpc, methods in the order to show them
 * @param comparisons of {@link #DILM} with each other method at the same dpc
 * @param texts what the generator wrote for the distilled sets, per label
 */
public record Results(
        Task task, ReportSplit reportSplit, List<Scores> scores, List<Comparison> comparisons, List<Texts> texts) {
    /** The name of the method itself among the methods. */
    public static final String DILM = "dilm";
    /** The {@code dpc} of scores that were reached with the whole fit split. */
    public static final int WHOLE_DATA = 0;

    /** @param path as it stands in the config */
    public record ReportSplit(String path, int examples) {}

    /** What {@code method} reached with {@code dpc} examples per class, over all its learners. */
    public record Scores(String method, int dpc, List<Run> runs, Summary summary) {
        public Scores {
            runs = List.copyOf(runs);
        }

        /** With the summary computed from the runs. */
        public static Scores of(String method, int dpc, List<Run> runs) {
            return new Scores(
                    method,
                    dpc,
                    runs,
                    Summary.of(runs.stream().mapToDouble(Run::score).toArray()));
        }
    }

    /**
     * One learner.
     *
     * @param set which of the method's sets, from 0
     * @param learner which learner on that set, from 0
     * @param score in [0, 1]
     * @param loss mean cross-entropy, nats
     */
    public record Run(int set, int learner, double score, double loss) {}

    /** @param sd of the sample (n - 1); 0 for a single value */
    public record Summary(double mean, double sd, int n) {
        /** @throws IllegalArgumentException if there are no values */
        public static Summary of(double[] values) {
            int n = values.length;
            if (n == 0) {
                throw new IllegalArgumentException("a summary needs at least one value");
            }
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            double mean = sum / n;
            double squares = 0;
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
            return new Summary(mean, n == 1 ? 0 : Math.sqrt(squares / (n - 1)), n);
        }
    }

    /**
     * DiLM against {@code method}.
     *
     * @param difference mean score of DiLM minus that of the method
     * @param low lower end of the difference's 95 % confidence interval
     * @param p two-sided
     */
    public record Comparison(String method, int dpc, double difference, double low, double high, double p) {}

    /** Sums of {@link RunEvent.TextsWritten} for one label. */
    public record Texts(
            String label, long written, long kept, long empty, long cutOff, long identicalPair, long duplicates) {}

    public Results {
        scores = List.copyOf(scores);
        comparisons = List.copyOf(comparisons);
        texts = List.copyOf(texts);
    }

    public void write(Path file) {
        AtomicFiles.writeString(file, Json.pretty(this));
    }

    /** @throws InputException if the file is missing or holds no results */
    public static Results read(Path file) {
        return Json.read(file, Results.class);
    }
}
