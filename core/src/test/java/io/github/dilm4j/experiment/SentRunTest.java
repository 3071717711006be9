package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.Folders;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.SentPieces;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.StopRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose pieces are done by copies of their work, as executors do them, have the bytes of a local run. */
class SentRunTest {
    private static final List<String> FOLDS = IntStream.range(0, 5)
            .mapToObj(fold -> "fold " + fold + " of the teacher's rows")
            .toList();

    @TempDir
    Path folder;

    @Test
    void repsetsAndTheTeachersFolds() {
        List<String> pieces = assertSameRuns("distil.keep=0.75", "trajectories.mode=bank");
        assertThat(pieces).containsAll(FOLDS).contains("repset 0 of label 'negative'", "repset 1 of label 'positive'");
    }

    @Test
    void theTeacherOfSelfTraining() {
        assertThat(
                        assertSameRuns(
                                "selfTraining={rounds: 1, candidates: 24, sets: 3, dpc: 2, keep: 0.75, training: {steps: 5, batchSize: 8}}"))
                .containsAll(FOLDS)
                .contains("all of the teacher's rows");
    }

    /** Returns the names of the pieces. */
    private List<String> assertSameRuns(String... settings) {
        SentPieces sent = new SentPieces();
        run("here", PieceRunner.LOCAL, settings);
        run("sent", sent, settings);
        Path here = folder.resolve("here");
        List<Path> made = new ArrayList<>(Folders.files(here.resolve("generator")));
        made.addAll(Folders.files(here.resolve("distilled")));
        Stream.of("repsets.json", "evaluation.jsonl", "results.json")
                .map(here::resolve)
                .filter(Files::exists)
                .forEach(made::add);
        assertThat(made).hasSizeGreaterThan(5);
        for (Path file : made) {
            assertThat(folder.resolve("sent").resolve(here.relativize(file))).hasSameBinaryContentAs(file);
        }
        return sent.names();
    }

    private void run(String name, PieceRunner pieces, String... settings) {
        new Experiment(TinyRun.config(folder, settings), folder.resolve(name), EventSink.NONE, new StopRequest())
                .on(pieces)
                .run();
    }
}
