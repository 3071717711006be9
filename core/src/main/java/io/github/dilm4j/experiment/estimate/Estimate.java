package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.experiment.SetScoring;
import io.github.dilm4j.run.Stage;
import java.util.List;

/** What a run will take, stage by stage, on this machine as busy as it is now. */
public record Estimate(List<StageCost> stages) {
    public Estimate {
        stages = List.copyOf(stages);
    }

    /**
     * What a stage takes.
     *
     * @param peakMemoryBytes of the whole process
     * @param pieces what of it executors can do
     */
    public record StageCost(Stage stage, double seconds, long peakMemoryBytes, Pieces pieces) {
        /** On so many executors, each as fast as this machine. */
        public double secondsOn(int executors) {
            return seconds - pieces.seconds() + pieces.secondsOn(executors);
        }
    }

    /**
     * Work that executors share.
     *
     * @param seconds of all of it
     * @param rounds how many parts it has, each of as many pieces as this machine does side by side
     */
    public record Pieces(double seconds, long rounds) {
        static final Pieces NONE = new Pieces(0, 0);

        Pieces plus(Pieces more) {
            return new Pieces(seconds + more.seconds, rounds + more.rounds);
        }

        /** An executor that has one part more than others is waited for. */
        double secondsOn(int executors) {
            long inTurn = (rounds + executors - 1) / executors;
            return rounds == 0 ? 0 : seconds * inTurn / rounds;
        }
    }

    public double seconds() {
        return stages.stream().mapToDouble(StageCost::seconds).sum();
    }

    /** On so many executors, each as fast as this machine, with a driver that is as fast too. */
    public double secondsOn(int executors) {
        return stages.stream().mapToDouble(cost -> cost.secondsOn(executors)).sum();
    }

    /** What the driver does alone, however many executors there are. */
    public double secondsOnDriver() {
        return stages.stream()
                .mapToDouble(cost -> cost.seconds() - cost.pieces().seconds())
                .sum();
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
