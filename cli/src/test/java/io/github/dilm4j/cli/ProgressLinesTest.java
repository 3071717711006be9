package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.run.RunEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong();
    private final StringWriter shown = new StringWriter();

    @Test
    void theRateCountsTheStepsSinceTheLastLine() {
        try (ProgressLines progress = progress()) {
            progress.begin("matching", 300);
            at(progress, "matching", 100, 200); // resumes where an earlier process stopped
            at(progress, "matching", 105, 210); // too early for a line
            at(progress, "matching", 110, 220);
        }
        assertThat(shown.toString().lines())
                .containsExactly("matching: begins, 300 steps", "matching: 220/300 (73 %), 2.000/s, 40 s left");
    }

    @Test
    void theNextPartOfAStageBeginsAnew() {
        try (ProgressLines progress = progress()) {
            progress.begin("models", 0);
            at(progress, "models", 0, 1);
            at(progress, "models", 60, 300);
            at(progress, "models", 61, 1);
            at(progress, "models", 71, 101);
        }
        assertThat(shown.toString().lines())
                .containsExactly(
                        "models: begins",
                        "models: 300/300 (100 %), 4.983/s, 0.0 s left",
                        "models: 101/300 (33 %), 10.00/s, 20 s left");
    }

    @Test
    void everyPartOfAnEstimateHasALine() {
        try (ProgressLines progress = progress()) {
            progress.accept(new RunEvent.Estimating(0, "the models", 1, 6));
            progress.accept(new RunEvent.Estimating(0, "the language model", 2, 6));
        }
        assertThat(shown.toString().lines())
                .containsExactly(
                        "estimate: measuring the models (1/6)", "estimate: measuring the language model (2/6)");
    }

    private void at(ProgressLines progress, String stage, long second, long step) {
        clock.set(second * SECOND);
        progress.step(stage, step, 300, Map.of());
    }

    private ProgressLines progress() {
        return new ProgressLines(new Console(new PrintWriter(shown), new PrintWriter(shown), false, 80), clock::get);
    }
}
