package io.github.dilm4j.experiment.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.experiment.estimate.Estimate.Pieces;
import io.github.dilm4j.run.config.TrainingConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnerTimesTest {
    private static final TrainingConfig TRAINING =
            new TrainingConfig(10, 64, OptimizerKind.ADAMW, 1e-4, 0.01, Decay.CONSTANT, 0, 1);

    private final LearnerTimes times = new LearnerTimes(2, 1, new Probe.Line(2, 0.5), 0.25);

    /** A round takes 1 s to begin, 10 steps of 2 s and half a second for each text, and a quarter for each scored text. */
    @ParameterizedTest
    @CsvSource({"12, 6, 10, 6", "12, 64, 10, 6", "12, 1000, 10, 6", "1, 64, 0, 1", "5, 64, 0, 3"})
    void roundsOfParallelLearnersTakeStepsByTheirBatch(int learners, int examples, int held, int rounds) {
        double round = 1 + 10 * (2 + 0.5 * Math.min(64, examples)) + 0.25 * held;
        assertThat(times.pieces(learners, examples, TRAINING, held)).isEqualTo(new Pieces(rounds * round, rounds));
    }
}
