package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the memory of a process that matches for many steps and then evaluates many learners. System properties:
 * {@code dilm.memorySteps} is the number of matching steps (default: 300), {@code dilm.memoryLearners} the number of
 * learners (default: 20). The test writes the table in docs/reliability.md to target/memory.md.
 */
class MemoryTest {
    private static final int SAMPLES = 10;
    private static final int MANY_OBJECTS = 50; // one step creates thousands
    private static final long MUCH_HEAP = 4L << 20; // events and metrics stay in memory, some hundred bytes a step
    private static final long MUCH_RESIDENT = 32L << 20; // allocators and the garbage collector round up

    /**
     * The memory in use after a garbage collection.
     *
     * @param objects native objects that Java owns
     * @param resident the process's memory, including native memory; the collector returns heap to the system late
     */
    private record Sample(long done, long heap, long objects, long resident) {
        static Sample after(long done) {
            System.gc();
            System.gc(); // the first call enqueues phantom references, whose native memory is free after the second
            return new Sample(
                    done,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    Pointer.totalCount(),
                    Pointer.physicalBytes());
        }
    }

    @TempDir
    private Path folder;

    @Test
    void longMatchingAndManyEvaluationsHoldNoMoreThanShortAndFewOnes() {
        int steps = Integer.getInteger("dilm.memorySteps", 300);
        int learners = Integer.getInteger("dilm.memoryLearners", 20);
        List<Sample> matching = new ArrayList<>();
        List<Sample> evaluation = new ArrayList<>();
        int[] evaluated = {0};
        EventSink listener = event -> {
            if (event instanceof RunEvent.Progress p
                    && p.stage().equals(Stage.MATCHING.label())
                    && p.step() % (steps / SAMPLES) == 0) {
                matching.add(Sample.after(p.step()));
            } else if (event instanceof RunEvent.LearnerEvaluated && ++evaluated[0] % (learners / SAMPLES) == 0) {
                evaluation.add(Sample.after(evaluated[0]));
            }
        };
        TinyRun.run(
                folder,
                new StopRequest(),
                listener,
                "matching.training.steps=" + steps,
                "matching.training.learningRate=1e-6",
                "matching.refreshEvery=5",
                "trajectories.mode=fresh",
                "distil.sets=" + learners / 5,
                "evaluation.learnersPerSet=5",
                "evaluation.training.steps=20");
        write(matching, "matching steps", evaluation, "learners evaluated");
        assertFlat(matching);
        assertFlat(evaluation);
    }

    /** Checks that memory use does not grow in the second half. */
    private static void assertFlat(List<Sample> samples) {
        assertThat(samples).hasSize(SAMPLES);
        Sample middle = samples.get(SAMPLES / 2 - 1);
        for (Sample later : samples.subList(SAMPLES / 2, SAMPLES)) {
            assertThat(later.objects()).as("native objects").isLessThan(middle.objects() + MANY_OBJECTS);
            assertThat(later.heap()).as("heap").isLessThan(middle.heap() + MUCH_HEAP);
            assertThat(later.resident()).as("resident").isLessThan(middle.resident() + MUCH_RESIDENT);
        }
    }

    private static void write(List<Sample> first, String firstUnit, List<Sample> second, String secondUnit) {
        StringBuilder table = new StringBuilder();
        add(table, first, firstUnit);
        add(table.append('\n'), second, secondUnit);
        try {
            Files.createDirectories(Path.of("target"));
            Files.writeString(Path.of("target", "memory.md"), table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(StringBuilder table, List<Sample> samples, String unit) {
        table.append("| ")
                .append(unit)
                .append(" | live heap, MB | native objects | resident, MB |\n|---|---|---|---|\n");
        for (Sample sample : samples) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %,d | %.1f | %d | %d |%n",
                    sample.done(),
                    sample.heap() / 1e6,
                    sample.objects(),
                    sample.resident() / 1_000_000));
        }
    }
}
