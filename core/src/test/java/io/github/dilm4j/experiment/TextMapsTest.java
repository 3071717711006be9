package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.TextMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The map of a run's texts shows real and written texts. */
class TextMapsTest {
    private static final String METHODS = "evaluation.methods=[random, dilm]";

    @TempDir
    private Path folder;

    @Test
    void itShowsRealTextsAndTheFirstSetOfEveryMethod() throws IOException {
        RunFolder run = new RunFolder(TinyRun.run(folder, METHODS, "distil.dpc=[2, 3]"));
        byte[] written = Files.readAllBytes(run.map());
        TextMap map = TextMap.read(run.map());
        assertThat(map.dpc()).isEqualTo(3);
        assertThat(map.explained()).isBetween(0.0, 1.0);
        assertThat(map.points().stream().collect(Collectors.groupingBy(TextMap.Point::method, Collectors.counting())))
                .containsEntry("random", 6L)
                .containsEntry("dilm", 6L)
                .containsEntry(TextMap.REAL, 240L - 2 * 12);
        assertThat(map.points().stream().map(TextMap.Point::x).distinct()).hasSizeGreaterThan(50);
        assertThat(map.tsne()).hasSameSizeAs(map.points());
        assertThat(map.tsne().stream().distinct()).hasSizeGreaterThan(50);
        assertThat(Files.readString(run.report())).contains("<section id=\"map\">", "id=\"plane-tsne\"");

        Files.delete(run.marker(Stage.EVALUATION));
        Files.delete(run.map());
        TinyRun.run(folder, METHODS, "distil.dpc=[2, 3]");
        assertThat(run.map()).hasBinaryContent(written);

        new Experiment(TinyRun.config(folder, METHODS, "distil.dpc=[2]"), run.root(), EventSink.NONE, new StopRequest())
                .redo();
        assertThat(run.setAside(1).resolve("map.json")).hasBinaryContent(written);
        assertThat(TextMap.read(run.map()).dpc()).isEqualTo(2);
    }

    @Test
    void aRunWithoutWrittenTextsHasNone() {
        RunFolder run = new RunFolder(TinyRun.run(folder, "evaluation.methods=[random]"));
        assertThat(run.map()).doesNotExist();
        assertThat(run.report()).content().doesNotContain("id=\"map\"");
    }
}
