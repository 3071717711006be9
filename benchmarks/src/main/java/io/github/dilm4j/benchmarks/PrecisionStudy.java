package io.github.dilm4j.benchmarks;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.Precision;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.learner.TransformerLearner;
import io.github.dilm4j.learner.TransformerLearner.Settings;
import io.github.dilm4j.run.PeakMemory;
import io.github.dilm4j.tensor.Engine;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Measures the costs and gains of bfloat16 for a learner, and of loading it: {@code PrecisionStudy THREADS WORK ...}
 * prints a row for each work folder. The two precisions take turns; times are medians.
 */
public final class PrecisionStudy {
    private static final int TEXTS = 200;
    private static final int BATCH = 64;
    private static final int TURNS = 7;
    private static final double RATE = 1e-5;
    private static final double MEGABYTE = 1e6;

    private PrecisionStudy() {}

    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            throw new IllegalArgumentException("usage: PrecisionStudy THREADS WORK [WORK ...]");
        }
        Engine.setThreads(Integer.parseInt(arguments[0]));
        System.out.println("| learner | loading, s | weights, MB | peak of loading, MB | difference of logits"
                + " | forward, float32, s | bfloat16, s | step, float32, s | bfloat16, s |\n"
                + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (String folder : Arrays.asList(arguments).subList(1, arguments.length)) {
            System.out.println(row(Work.open(Path.of(folder), Precision.FLOAT32)));
        }
    }

    private static String row(Work work) {
        work.classifier("learner").close(); // the file is now in the system's cache
        PeakMemory memory = new PeakMemory();
        memory.reset();
        long before = memory.bytes();
        double loading = seconds(() -> work.classifier("learner").close());
        double loadingPeak = (memory.bytes() - before) / MEGABYTE;
        TokenBatch texts = work.tokenised(work.examples("real.tsv").subList(0, TEXTS));
        TokenBatch batch = texts.select(IntStream.range(0, BATCH).toArray());
        try (TransformerLearner exact = learner(work, Precision.FLOAT32);
                TransformerLearner rough = learner(work, Precision.BFLOAT16)) {
            double difference = difference(exact.logits(texts.sequences()), rough.logits(texts.sequences()));
            double[][] times = new double[4][TURNS];
            for (int turn = -1; turn < TURNS; turn++) {
                int kept = Math.max(turn, 0); // the first turn warms up
                int step = turn + 1;
                times[0][kept] = seconds(() -> exact.logits(texts.sequences()));
                times[1][kept] = seconds(() -> rough.logits(texts.sequences()));
                times[2][kept] = seconds(() -> exact.trainStep(batch, RATE, 1, step));
                times[3][kept] = seconds(() -> rough.trainStep(batch, RATE, 1, step));
            }
            return String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.0f | %.0f | %.4f | %.3f | %.3f | %.3f | %.3f |",
                    work.plan().size(),
                    loading,
                    exact.parameterCount() * Float.BYTES / MEGABYTE,
                    loadingPeak,
                    difference,
                    Measure.median(times[0]),
                    Measure.median(times[1]),
                    Measure.median(times[2]),
                    Measure.median(times[3]));
        }
    }

    private static TransformerLearner learner(Work work, Precision precision) {
        Settings settings = new Settings(
                false, false, false, false, OptimizerKind.ADAMW, work.plan().weightDecay(), precision);
        return new TransformerLearner(work.classifier("learner"), settings);
    }

    /** The largest difference over the largest logit. */
    private static double difference(float[][] exact, float[][] rough) {
        double greatest = 0;
        double difference = 0;
        for (int i = 0; i < exact.length; i++) {
            for (int label = 0; label < exact[i].length; label++) {
                greatest = Math.max(greatest, Math.abs(exact[i][label]));
                difference = Math.max(difference, Math.abs(exact[i][label] - rough[i][label]));
            }
        }
        return difference / greatest;
    }

    private static double seconds(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e9;
    }
}
