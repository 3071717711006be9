package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.evaluate.FineTuning;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.statistics.ConfusionMatrix;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the grid keeps the result of every piece, whatever the order of the pieces. */
class EvaluationGridTest {
    @TempDir
    Path folder;

    private final Map<EvaluationGrid.Cell, Integer> sets = new LinkedHashMap<>();
    private final List<Piece<?>> done = new ArrayList<>();

    EvaluationGridTest() {
        sets.put(new EvaluationGrid.Cell("dilm", 1, 0), 2);
        sets.put(new EvaluationGrid.Cell("random", 1, 0), 4);
    }

    @Test
    void theOrderInWhichPiecesAreDoneChangesNothing() throws Exception {
        var inOrder = run("in-order", PieceRunner.LOCAL);
        var reversed = run("reversed", new Reversed(pieces -> {}));

        assertThat(reversed).isEqualTo(inOrder);
        assertThat(folder.resolve("reversed")).hasSameBinaryContentAs(folder.resolve("in-order"));
        assertThat(Files.readAllLines(folder.resolve("reversed")))
                .hasSize(6)
                .first()
                .asString()
                .contains("dilm");
    }

    @Test
    void aStopKeepsThePiecesThatWereDone() throws Exception {
        StopRequest stop = new StopRequest();
        PieceRunner stopping = new Reversed(pieces -> {
            if (pieces == 2) {
                stop.request();
            }
        });
        assertThatThrownBy(() -> run("stopped", stopping, stop)).isInstanceOf(StopRequest.StoppedException.class);
        done.clear();
        run("stopped", new Reversed(pieces -> {}));

        assertThat(done).extracting(Piece::name).hasSize(4).doesNotContain("random (dpc 1, set 0), learner 2");
        run("whole", PieceRunner.LOCAL);
        assertThat(folder.resolve("stopped")).hasSameBinaryContentAs(folder.resolve("whole"));
    }

    @Test
    void aTrainingThatDivergesIsNamed() {
        sets.put(new EvaluationGrid.Cell("herding", 5, 1), -1);

        assertThatThrownBy(() -> run("diverging", PieceRunner.LOCAL))
                .isInstanceOf(NotFiniteException.class)
                .hasMessage(
                        "learner, on herding (dpc 5, set 1), learner 0: the loss is NaN; lower the learning rate; a run"
                                + " takes other settings of evaluation with --redo");
    }

    private Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>> run(String file, PieceRunner runner) {
        return run(file, runner, new StopRequest());
    }

    private Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>> run(
            String file, PieceRunner runner, StopRequest stop) {
        EvaluationGrid grid = new EvaluationGrid(
                Results.LEARNER,
                folder.resolve(file),
                3,
                new RandomStreams(1),
                new StageWatch(Stage.EVALUATION, EventSink.NONE, stop));
        return grid.run(
                sets,
                new EvaluationGrid.Measurement<>(
                        runner,
                        new Halving(),
                        task -> new Drawn(task.set(), task.streams().rootSeed())),
                new EvaluationGrid.Share(0, 6));
    }

    private record Drawn(int set, long seed) implements Serializable {}

    /** Computes a score from a set's number and a loss from a learner's seed. */
    private record Halving() implements Work<Drawn, FineTuning.Outcome>, Workbench<Drawn, FineTuning.Outcome> {
        @Override
        public List<String> models() {
            return List.of();
        }

        @Override
        public Halving open(UnaryOperator<Path> located) {
            return this;
        }

        @Override
        public int atOnce() {
            return 1;
        }

        @Override
        public List<FineTuning.Outcome> apply(List<Drawn> inputs) {
            Drawn drawn = inputs.get(0);
            if (drawn.set() < 0) {
                throw new NotFiniteException("loss", Double.NaN);
            }
            return List.of(new FineTuning.Outcome(
                    1.0 / drawn.set(),
                    Math.abs(drawn.seed() % 100),
                    ConfusionMatrix.of(new int[] {0, 1}, new int[] {0, 1}, 2),
                    0));
        }

        @Override
        public void close() {}
    }

    /** Runs the pieces in reverse order. */
    private final class Reversed implements PieceRunner {
        private final IntConsumer after;

        /** @param after receives the number of finished pieces */
        Reversed(IntConsumer after) {
            this.after = after;
        }

        @Override
        public <P extends Serializable, R extends Serializable> void run(
                Work<P, R> work, List<Piece<P>> pieces, Watch watch, BiConsumer<Piece<P>, R> commit) {
            List<Piece<P>> reversed = new ArrayList<>(pieces);
            Collections.reverse(reversed);
            try (Workbench<P, R> bench = work.open(UnaryOperator.identity())) {
                for (int i = 0; i < reversed.size(); i++) {
                    watch.check();
                    commit.accept(
                            reversed.get(i), bench.run(List.of(reversed.get(i))).get(0));
                    done.add(reversed.get(i));
                    after.accept(i + 1);
                }
            }
        }
    }
}
