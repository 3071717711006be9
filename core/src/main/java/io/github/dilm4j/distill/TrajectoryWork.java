package io.github.dilm4j.distill;

import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.LearnerSource;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import io.github.dilm4j.training.Checkpointing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Trains the trajectories of a bank, a piece each. A piece is the number of its trajectory. It writes the folder of the
 * trajectory, and returns the reports that its observer has not received.
 *
 * @param bank the folder of all trajectories
 * @param repsets whose gradients are kept
 */
public record TrajectoryWork(LearnerSource learner, RealDataTraining training, Repsets repsets, String bank)
        implements Work<Integer, LearnerLoss[]> {
    @Override
    public List<String> models() {
        return List.of(learner.model());
    }

    @Override
    public Optional<Path> folder(Integer trajectory) {
        return Optional.of(BankTrajectories.trajectoryFolder(Path.of(bank), trajectory));
    }

    @Override
    public Workbench<Integer, LearnerLoss[]> open(UnaryOperator<Path> located) {
        List<LearnerLoss> reports = new ArrayList<>();
        Observer observer = new Observer() {
            @Override
            public void learnerStep(int trajectory, long step, double loss) {
                reports.add(new LearnerLoss(trajectory, step, loss));
            }
        };
        return open(located, observer, reports, Checkpointing.NONE);
    }

    /** @param reports those that the observer has not passed on; emptied with every result */
    private Workbench<Integer, LearnerLoss[]> open(
            UnaryOperator<Path> located, Observer observer, List<LearnerLoss> reports, Checkpointing checkpointing) {
        Learner open = learner.open(located);
        BankTraining work = new BankTraining(open, training, repsets, observer, checkpointing);
        return new Workbench<>() {
            @Override
            public int atOnce() {
                return 1;
            }

            @Override
            public List<LearnerLoss[]> apply(List<Integer> trajectories) {
                List<LearnerLoss[]> results = new ArrayList<>();
                for (int trajectory : trajectories) {
                    work.finish(trajectory, located.apply(folder(trajectory).orElseThrow()));
                    results.add(reports.toArray(new LearnerLoss[0]));
                    reports.clear();
                }
                return results;
            }

            @Override
            public List<LearnerLoss[]> run(List<Piece<Integer>> pieces) {
                return apply(pieces.stream().map(Piece::input).toList()); // whose messages name the trajectory
            }

            @Override
            public void close() {
                open.close();
            }
        };
    }

    /** This work with an observer and checkpoints, which only trainings in this process have. */
    Work<Integer, LearnerLoss[]> with(Observer observer, Checkpointing checkpointing) {
        return openedHereBy(located -> open(located, observer, new ArrayList<>(), checkpointing));
    }
}
