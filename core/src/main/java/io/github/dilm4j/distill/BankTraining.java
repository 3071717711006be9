package io.github.dilm4j.distill;

import io.github.dilm4j.base.SealedFolder;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.LearnerState;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.training.Checkpointing;
import io.github.dilm4j.training.FiniteCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Trains trajectories of a {@link BankTrajectories}, one folder each, sealed when it is complete. A checkpoint holds the
 * learner at a position and the real gradients up to there; the weights of the earlier positions lie in the folder.
 */
final class BankTraining implements Checkpointing.State {
    private static final String LEARNER = "learner.safetensors";

    private final Learner learner;
    private final RealDataTraining training;
    private final Repsets repsets;
    private final Observer observer;
    private final Checkpointing checkpointing;
    private final int positions;
    private List<List<List<MeanGradient>>> byPosition = new ArrayList<>(); // [position so far][label][batch]
    private long resumedAt = -1; // finished positions of all trajectories; -1 before checkpoints were read

    BankTraining(
            Learner learner,
            RealDataTraining training,
            Repsets repsets,
            Observer observer,
            Checkpointing checkpointing) {
        this.learner = learner;
        this.training = training;
        this.repsets = repsets;
        this.observer = observer;
        this.checkpointing = checkpointing;
        this.positions = training.settings().positions();
    }

    /** Trains the missing part of a trajectory and seals its folder. */
    void finish(int trajectory, Path folder) {
        train(trajectory, folder, resumedPosition(trajectory, folder));
        GradientFile.write(BankTrajectories.gradientFile(folder), byPosition);
        SealedFolder.seal(folder);
    }

    /** @param first the position to begin at; 0 for the whole trajectory */
    private void train(int trajectory, Path folder, int first) {
        if (first == 0) {
            byPosition = new ArrayList<>();
            training.start(learner, trajectory);
        }
        for (int position = first; position < positions; position++) {
            if (position > 0) {
                double loss = training.advance(learner, trajectory, position);
                observer.learnerStep(
                        trajectory, (long) position * training.settings().stepsBetween(), loss);
            }
            try (LearnerState state = learner.snapshotWeights()) {
                state.save(BankTrajectories.weightFile(folder, position));
            }
            byPosition.add(FiniteCheck.checked(
                    RealDataTraining.words(trajectory),
                    (long) position * training.settings().stepsBetween(),
                    () -> "the real batches",
                    () -> repsets.gradients(learner)));
            checkpointing.reached((long) trajectory * positions + position + 1, this);
        }
    }

    /**
     * The position at which a trajectory resumes: after the checkpoint's position if that is of this trajectory and the
     * folder holds the weights up to there, else at its start.
     */
    private int resumedPosition(int trajectory, Path folder) {
        if (resumedAt < 0) {
            resumedAt = checkpointing.resume(this);
            long begun = (resumedAt - 1) / positions; // a finished trajectory that is not sealed has all its positions
            int done = (int) (resumedAt - begun * positions);
            boolean usable = resumedAt > 0
                    && begun == trajectory
                    && IntStream.range(0, done)
                            .allMatch(position -> Files.exists(BankTrajectories.weightFile(folder, position)));
            return usable ? done : 0;
        }
        return 0;
    }

    @Override
    public void save(Path checkpoint) {
        learner.saveState(checkpoint.resolve(LEARNER));
        GradientFile.write(BankTrajectories.gradientFile(checkpoint), byPosition);
    }

    @Override
    public void load(Path checkpoint) {
        learner.loadState(checkpoint.resolve(LEARNER));
        byPosition = GradientFile.read(BankTrajectories.gradientFile(checkpoint));
    }
}
