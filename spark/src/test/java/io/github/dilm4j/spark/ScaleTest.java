package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.KCentersSelector;
import io.github.dilm4j.coreset.PerLabel;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.Encoders;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.run.PeakMemory;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Engine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures embedding and K-centers of many synthetic rows, with Spark and without, for {@code docs/scale.md}. The
 * script {@code scripts/spark-scale} runs it. The heap is that of the build's tests: 1 GB for the driver and executors
 * together.
 */
@Tag("spark")
class ScaleTest {
    private static final int DPC = 20;
    private static final int LAYERS = Integer.getInteger("dilm.scaleLayers", 1);
    private static final int HIDDEN = Integer.getInteger("dilm.scaleHidden", 64);
    private static final int WORDS = 400;
    private static final int FEW = 10_000;
    private static final int MOST_ALONE = 400_000; // the local path holds all rows
    private static final RandomStreams STREAMS = new RandomStreams(42);

    @TempDir
    static Path folder;

    @Test
    void embeddingAndKCenters() throws IOException {
        String sizes = System.getProperty("dilm.scaleRows", "");
        assumeTrue(!sizes.isEmpty(), "scripts/spark-scale names the numbers of rows");
        Engine.setThreads(2);
        TinyEncoder.in(
                folder, IntStream.range(0, WORDS).mapToObj(ScaleTest::word).toList(), LAYERS, HIDDEN);
        String head = """
                | rows | on Spark, s | CPU s | alone, s | CPU s | more CPU | the same rows | peak memory |
                | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |
                """;
        StringBuilder table = new StringBuilder(head);
        SparkSession session = LocalSession.start();
        try {
            measure(session, FEW); // loads the classes
            for (String size : sizes.split(",", -1)) {
                table.append(measure(session, Integer.parseInt(size)));
                Files.writeString(Files.createDirectories(Path.of("target")).resolve("scale.md"), table);
            }
        } finally {
            session.stop();
        }
    }

    private static String measure(SparkSession session, int rows) {
        String parquet = folder.resolve(rows + ".parquet").toString();
        session.range(0, rows, 1, 8)
                .map((MapFunction<Long, String>) ScaleTest::text, org.apache.spark.sql.Encoders.STRING())
                .selectExpr("value as text", "size(split(value, ' ')) % 2 as label")
                .write()
                .parquet(parquet);
        Dataset<Row> made = session.read().parquet(parquet);
        Dataset<Row> columns = made.select("text", "label");
        PeakMemory memory = new PeakMemory();
        memory.reset();
        List<Example> onSpark = new ArrayList<>();
        Times spark = Times.of(() -> onSpark.addAll(examples(new TextDistiller()
                .setInputCol("text")
                .setDpc(DPC)
                .setEncoder(folder.toString())
                .setMaxTokens(TinyEncoder.POSITIONS)
                .transform(made)
                .select("text", "label"))));
        String there = "| " + rows + " | " + spark.cells() + " | ";
        String peak = " | " + Quantities.bytes(memory.bytes()) + " |\n";
        if (rows > MOST_ALONE) {
            return there + "| | | " + peak;
        }
        List<Example> alone = new ArrayList<>();
        Times local = Times.of(() -> alone.addAll(selectedHere(examples(columns))));
        Set<Example> both = new HashSet<>(alone);
        both.retainAll(onSpark);
        assertThat(onSpark).hasSameSizeAs(alone);
        return there + local.cells() + " | " + Math.round(100 * (spark.cpu() / local.cpu() - 1)) + " % | " + both.size()
                + " of " + alone.size() + peak;
    }

    /** Seconds by the clock and of all processors; the latter depend less on other programs. */
    private record Times(double clock, double cpu) {
        static Times of(Runnable work) {
            double cpu = cpuSeconds();
            long begin = System.nanoTime();
            work.run();
            return new Times((System.nanoTime() - begin) / 1e9, cpuSeconds() - cpu);
        }

        private static double cpuSeconds() {
            return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                            .getProcessCpuTime()
                    / 1e9;
        }

        String cells() {
            return Quantities.fixed(clock, 1) + " | " + Quantities.fixed(cpu, 1);
        }
    }

    private static List<Example> selectedHere(List<Example> rows) {
        List<Example> sorted = rows.stream()
                .sorted(Comparator.comparing((Example row) -> row.texts().get(0)))
                .toList();
        try (FolderEncoder encoder = Encoders.open(folder, 2, TinyEncoder.POSITIONS, Device.CPU, warning -> {})) {
            return PerLabel.select(sorted, List.of("0", "1"), DPC, new KCentersSelector(encoder.encoder()), STREAMS);
        }
    }

    private static List<Example> examples(Dataset<Row> rows) {
        return rows.collectAsList().stream()
                .map(row -> Example.of(row.getString(0), row.getInt(1)))
                .toList();
    }

    /** Returns a text of 5 to 12 words. */
    private static String text(long row) {
        UniformRandomProvider random = STREAMS.stream("row", row);
        StringBuilder text = new StringBuilder(word(random.nextInt(WORDS)));
        for (int more = 4 + random.nextInt(8); more > 0; more--) {
            text.append(' ').append(word(random.nextInt(WORDS)));
        }
        return text.toString();
    }

    private static String word(int number) {
        return "w" + (char) ('a' + number % 20) + (char) ('a' + number / 20);
    }
}
