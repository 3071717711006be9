package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.experiment.SetScoring;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.served.Usage;
import java.util.List;

/**
 * The estimated cost of a run on this machine at its present load, stage by stage.
 *
 * @param served what is asked of served models, whose time is unknown and is not part of the stages
 */
public record Estimate(List<StageCost> stages, List<Asked> served) {
    public Estimate {
        stages = List.copyOf(stages);
        served = List.copyOf(served);
    }

    /**
     * What a stage asks of a served model.
     *
     * @param model as the server calls it
     * @param usage expected; its tokens are rough
     * @param cost by the prices of the config; 0 if it names none
     */
    public record Asked(Stage stage, String model, Usage usage, double cost) {}

    /**
     * The cost of a stage.
     *
     * @param peakMemoryBytes of the whole process
     * @param pieces the part that executors can do
     */
    public record StageCost(Stage stage, double seconds, long peakMemoryBytes, Pieces pieces) {
        /** The seconds on this number of executors, each as fast as this machine. */
        public double secondsOn(int executors) {
            return seconds - pieces.seconds() + pieces.secondsOn(executors);
        }
    }

    /**
     * Work that executors share.
     *
     * @param seconds of all of it
     * @param rounds its number of parts, each with as many pieces as this machine does in parallel
     */
    public record Pieces(double seconds, long rounds) {
        static final Pieces NONE = new Pieces(0, 0);

        Pieces plus(Pieces more) {
            return new Pieces(seconds + more.seconds, rounds + more.rounds);
        }

        /** The seconds on several executors: all wait for the one with the most parts. */
        double secondsOn(int executors) {
            long inTurn = (rounds + executors - 1) / executors;
            return rounds == 0 ? 0 : seconds * inTurn / rounds;
        }
    }

    public double seconds() {
        return stages.stream().mapToDouble(StageCost::seconds).sum();
    }

    /** The seconds on this number of executors; they and the driver are as fast as this machine. */
    public double secondsOn(int executors) {
        return stages.stream().mapToDouble(cost -> cost.secondsOn(executors)).sum();
    }

    /** The seconds of the driver's own work, whatever the number of executors. */
    public double secondsOnDriver() {
        return stages.stream()
                .mapToDouble(cost -> cost.seconds() - cost.pieces().seconds())
                .sum();
    }

    /** The estimate with {@link SetScoring} after the run, which trains as many learners as the evaluation. */
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
