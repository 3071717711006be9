package io.github.dilm4j.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.Precision;
import io.github.dilm4j.run.PeakMemory;
import io.github.dilm4j.tensor.Engine;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Runs one piece of work several times and prints one JSON line about it, like {@code reference/measure.py}:
 * {@code Measure WORK PIECE [--repetitions N] [--threads N] [--generator-dtype float32|bfloat16]}.
 */
public final class Measure {
    private static final double SECOND = 1e9; // nanoseconds
    private static final long WARM_UP = 3_000_000_000L; // nanoseconds

    /** CPU time of all threads of the process, nanoseconds. */
    private static final LongSupplier CPU_TIME =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)::getProcessCpuTime;

    private Measure() {}

    public static void main(String[] arguments) {
        List<String> given = Arrays.asList(arguments);
        if (given.size() < 2) {
            throw new IllegalArgumentException(
                    "usage: Measure WORK PIECE [--repetitions N] [--threads N] [--generator-dtype float32|bfloat16]");
        }
        Engine.setThreads(number(given, "--threads", 2));
        Precision precision =
                Precision.valueOf(option(given, "--generator-dtype", "float32").toUpperCase(Locale.ROOT));
        Work work = Work.open(Path.of(given.get(0)), precision);
        System.out.println(measure(work, given.get(1), number(given, "--repetitions", 3)));
    }

    private static String measure(Work work, String name, int repetitions) {
        PeakMemory memory = new PeakMemory();
        ObjectNode line = Json.STRICT.createObjectNode();
        line.put("side", "ours").put("piece", name);
        try (Piece piece = Pieces.open(name, work)) {
            memory.reset();
            line.put("loadedBytes", memory.bytes());
            double[] seconds = new double[repetitions];
            double[] cpuSeconds = new double[repetitions];
            if (piece.warmUp()) {
                line.set("checks", Json.STRICT.valueToTree(warmUp(piece)));
            } else {
                piece.rehearse();
            }
            for (int i = 0; i < repetitions; i++) {
                long cpuBegin = CPU_TIME.getAsLong();
                long begin = System.nanoTime();
                Map<String, Double> checks = piece.run();
                double took = (System.nanoTime() - begin) / SECOND / piece.units();
                double cpuTook = (CPU_TIME.getAsLong() - cpuBegin) / SECOND / piece.units();
                if (!line.has("checks")) {
                    line.set("checks", Json.STRICT.valueToTree(checks));
                }
                seconds[i] = took;
                cpuSeconds[i] = cpuTook;
            }
            ArrayNode all = line.putArray("seconds");
            for (double each : seconds) {
                all.add(each);
            }
            line.put("median", median(seconds))
                    .put("medianCpu", median(cpuSeconds))
                    .put("peakBytes", memory.bytes());
        }
        line.put("versions", "Java " + Runtime.version());
        return Json.line(line);
    }

    /** Runs it for {@link #WARM_UP}, at least once, like the reference; returns the result of the first run. */
    private static Map<String, Double> warmUp(Piece piece) {
        long begin = System.nanoTime();
        Map<String, Double> checks = piece.run();
        while (System.nanoTime() - begin < WARM_UP) {
            piece.run();
        }
        return checks;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static int number(List<String> given, String name, int otherwise) {
        return Integer.parseInt(option(given, name, Integer.toString(otherwise)));
    }

    private static String option(List<String> given, String name, String otherwise) {
        int at = given.indexOf(name);
        return at < 0 ? otherwise : given.get(at + 1);
    }
}
