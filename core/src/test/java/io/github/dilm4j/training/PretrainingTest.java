package io.github.dilm4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.tokenize.TokenSequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PretrainingTest {
    private static final List<TokenSequence> SEQUENCES =
            List.of(TokenSequence.of(new int[] {1}), TokenSequence.of(new int[] {2}), TokenSequence.of(new int[] {3}));
    private static final int STEPS = 5;

    private final List<String> told = new ArrayList<>();

    /** The loss equals the step number, except at one step. */
    private final class Steps implements SequenceTraining {
        private final List<List<TokenSequence>> batches = new ArrayList<>();
        private final int diverging;

        Steps(int diverging) {
            this.diverging = diverging;
        }

        @Override
        public double step(List<TokenSequence> sequences, int step, double learningRate, double clip) {
            batches.add(sequences);
            return step == diverging ? Double.NaN : step;
        }

        @Override
        public void saveState(Path file) {
            told.add("saved " + file);
        }

        @Override
        public void loadState(Path file) {
            told.add("loaded " + file);
        }

        @Override
        public void close() {}
    }

    /** Resumes a loop that was stopped after this many steps. */
    private record After(long steps) implements Checkpointing {
        @Override
        public long resume(State state) {
            state.load(Path.of("checkpoint"));
            return steps;
        }

        @Override
        public void reached(long stepsDone, State state) {
            if (stepsDone == STEPS) {
                state.save(Path.of("checkpoint"));
            }
        }
    }

    private Steps run(Steps training, Checkpointing checkpoints) {
        TrainingSchedule schedule = new TrainingSchedule(STEPS, 2, 1, Decay.CONSTANT, 0, 1);
        EpochOrder order = new EpochOrder(SEQUENCES.size(), schedule.batchSize(), new RandomStreams(1), "order");
        new Pretraining("the test", schedule, checkpoints, (step, loss) -> told.add("step " + step + ", loss " + loss))
                .run(training, SEQUENCES, order);
        return training;
    }

    @Test
    void aStoppedTrainingGoesOnWithTheSameBatches() {
        Path file = Path.of("checkpoint", "model.safetensors");
        List<List<TokenSequence>> all = run(new Steps(-1), Checkpointing.NONE).batches;
        told.clear();
        assertThat(run(new Steps(-1), new After(3)).batches).isEqualTo(all.subList(3, STEPS));
        assertThat(told).containsExactly("loaded " + file, "step 4, loss 3.0", "step 5, loss 4.0", "saved " + file);
    }

    @Test
    void aLossThatIsNotFiniteStopsTheLoop() {
        assertThatThrownBy(() -> run(new Steps(1), Checkpointing.NONE))
                .isInstanceOf(NotFiniteException.class)
                .hasMessageMatching(
                        "the test: the loss of step 2, on rows \\d, \\d of its texts, is NaN; lower its learning rate");
        assertThat(told).containsExactly("step 1, loss 0.0");
    }
}
