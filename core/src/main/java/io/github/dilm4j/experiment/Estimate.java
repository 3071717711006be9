package io.github.dilm4j.experiment;

import java.util.List;

/** What a run will take, stage by stage, on this machine as busy as it is now. */
public record Estimate(List<Stage> stages) {
    public Estimate {
        stages = List.copyOf(stages);
    }

    /** @param peakMemoryBytes of the whole process */
    public record Stage(String name, double seconds, long peakMemoryBytes) {}

    public double seconds() {
        return stages.stream().mapToDouble(Stage::seconds).sum();
    }

    public long peakMemoryBytes() {
        return stages.stream().mapToLong(Stage::peakMemoryBytes).max().orElse(0);
    }
}
