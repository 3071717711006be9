package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.run.RunEvent.CheckpointWritten;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.training.Checkpointing.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageCheckpointsTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong();
    private final List<CheckpointWritten> written = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void checkpointsByTimeTakeThreePercentOfItAtMost() {
        run(20_000, new StageCheckpoints.Interval(10, 0), 2);
        double seconds =
                written.stream().mapToDouble(CheckpointWritten::seconds).sum();
        double total = (double) clock.get() / SECOND;
        assertThat(seconds / total).isBetween(0.027, 0.0301);
        assertThat(written).allMatch(checkpoint -> checkpoint.seconds() == 2);
    }

    @Test
    void cheapOnesAreWrittenAtTheirInterval() {
        run(1000, new StageCheckpoints.Interval(10, 0), 0);
        assertThat(written).hasSize(100);
    }

    @Test
    void thoseByStepsAreWrittenWhateverTheyCost() {
        run(100, new StageCheckpoints.Interval(0, 10), 50);
        assertThat(written)
                .extracting(CheckpointWritten::step)
                .containsExactly(10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L, 90L, 100L);
    }

    @Test
    void aRequestStopsTheLoopAfterACheckpoint() {
        StageCheckpoints checkpoints = checkpoints(new StageCheckpoints.Interval(0, 10));
        StopRequest stop = new StopRequest();
        StoppableCheckpoints stoppable = new StoppableCheckpoints(checkpoints, stop);
        stoppable.reached(3, state(0));
        assertThat(written).isEmpty();
        stop.request();
        assertThatThrownBy(() -> stoppable.reached(4, state(0))).isInstanceOf(StopRequest.StoppedException.class);
        assertThat(written).extracting(CheckpointWritten::step).containsExactly(4L);
        assertThat(StageCheckpoints.newestUnder(folder)).contains(folder.resolve("step-000000000004"));
    }

    /** This locale formats numbers with Arabic digits, which the search for checkpoints does not recognise. */
    @Test
    void theUsersLanguageDoesNotChangeTheirNames() {
        Locale before = Locale.getDefault();
        Locale.setDefault(new Locale.Builder().setLanguageTag("ar-EG-u-nu-arab").build());
        try {
            run(20, new StageCheckpoints.Interval(0, 10), 0);
        } finally {
            Locale.setDefault(before);
        }
        assertThat(StageCheckpoints.newestUnder(folder)).contains(folder.resolve("step-000000000020"));
    }

    /** Runs steps of one second each. */
    private void run(int steps, StageCheckpoints.Interval interval, long secondsOfACheckpoint) {
        StageCheckpoints checkpoints = checkpoints(interval);
        for (int step = 1; step <= steps; step++) {
            clock.addAndGet(SECOND);
            checkpoints.reached(step, state(secondsOfACheckpoint));
        }
    }

    private StageCheckpoints checkpoints(StageCheckpoints.Interval interval) {
        return new StageCheckpoints(
                Stage.MATCHING, folder, interval, event -> written.add((CheckpointWritten) event), clock::get);
    }

    private State state(long secondsOfACheckpoint) {
        return new State() {
            @Override
            public void save(Path target) {
                clock.addAndGet(secondsOfACheckpoint * SECOND);
                try {
                    Files.writeString(target.resolve("weights"), "1");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void load(Path source) {
                throw new AssertionError("nothing is resumed");
            }
        };
    }
}
