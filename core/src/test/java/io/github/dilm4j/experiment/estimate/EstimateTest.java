package io.github.dilm4j.experiment.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.experiment.estimate.Estimate.Pieces;
import io.github.dilm4j.experiment.estimate.Estimate.StageCost;
import io.github.dilm4j.run.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimateTest {
    private final Estimate estimate = new Estimate(
            List.of(
                    new StageCost(Stage.MATCHING, 100, 1, Pieces.NONE),
                    new StageCost(Stage.SELECTION, 50, 3, new Pieces(40, 4)),
                    new StageCost(Stage.EVALUATION, 1800, 2, new Pieces(900, 100).plus(new Pieces(900, 100)))),
            List.of());

    /** 200 trainings of 9 s take two rounds on 150 executors, as on 100. */
    @ParameterizedTest
    @CsvSource({"1, 1950", "10, 300", "100, 138", "150, 138", "1000, 129"})
    void executorsShareWholeRoundsOfPieces(int executors, double seconds) {
        assertThat(estimate.secondsOn(executors)).isEqualTo(seconds, within(1e-9));
    }

    @Test
    void workWithoutPiecesIsTheDrivers() {
        assertThat(estimate.secondsOnDriver()).isEqualTo(110);
        assertThat(estimate.seconds()).isEqualTo(1950);
        assertThat(estimate.secondsWithChoice()).isEqualTo(3750);
        assertThat(estimate.peakMemoryBytes()).isEqualTo(3);
    }
}
