package io.github.dilm4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.StopRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistillerTest {
    private static Stream<LabelledText> rows() {
        return IntStream.range(0, 200)
                .mapToObj(i -> new LabelledText((i % 2 == 0 ? "dull " : "warm ") + i, i % 2 == 0 ? "bad" : "good"));
    }

    @Test
    void everyTextNeedsALabel() {
        assertThatThrownBy(() -> Distiller.builder()
                        .texts(List.of("a", "b"))
                        .labels(Stream.of("x"))
                        .build())
                .isInstanceOf(InputException.class)
                .hasMessage("a distiller needs a label for every text, got 2 texts and 1 labels; give as many labels as"
                        + " texts");
        assertThatThrownBy(() -> Distiller.builder()
                        .texts(List.of("a", "b"))
                        .labels(List.of("x", "x"))
                        .fromNothing()
                        .build()
                        .distill())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("at least two labels are expected");
    }

    @Test
    void cancelEndsTheRunAndItsFolderStays(@TempDir Path folder) {
        AtomicReference<Distiller> running = new AtomicReference<>();
        Path run = folder.resolve("run");
        running.set(Distiller.builder()
                .rows(rows())
                .dpc(2)
                .fromNothing()
                .folder(run)
                .settings("device=cpu", "threads=1", "distil.candidates=30")
                .progress(event -> {
                    if (event instanceof RunEvent.StageStarted) {
                        running.get().cancel();
                    }
                })
                .build());
        assertThatThrownBy(() -> running.get().distill()).isInstanceOf(StopRequest.StoppedException.class);
        assertThat(run.resolve("config.yaml")).exists();
        assertThat(run.resolve("events.jsonl")).content().contains("runStopped");
    }
}
