package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.experiment.SetScoring;
import io.github.dilm4j.run.Stage;
import java.util.List;

/** What a run will take, stage by stage, on this machine as busy as it is now. */
public record Estimate(List<StageCost> stages) {
    public Estimate {
        stages = List.copyOf(stages);
    }

    /** @param peakMemoryBytes of the whole process */
    public record StageCost(Stage stage, double seconds, long peakMemoryBytes) {}

    public double seconds() {
        return stages.stream().mapToDouble(StageCost::seconds).sum();
    }

    /** With {@link SetScoring} after the run, which trains as many learners as the evaluation. */
    public double secondsWithChoice() {
        return seconds()
                + stages.stream()
                        .filter(cost -> cost.stage() == Stage.EVALUATION)
                        .mapToDouble(StageCost::seconds)
                        .sum();
    }

    public long peakMemoryBytes() {
        return stages.stream().mapToLong(StageCost::peakMemoryBytes).max().orElse(0);
    }
}
