package io.github.dilm4j.distill;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.SealedFolder;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.LearnerState;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.training.Checkpointing;
import io.github.dilm4j.training.FiniteCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains the trajectories of a {@link BankTrajectories}, one folder each, sealed when it is complete. A checkpoint
 * holds the learner at a position and the real gradients up to there; the weights of the earlier positions lie in the
 * folder.
 */
final class BankTraining implements Checkpointing.State {
    private static final String LEARNER = "learner.safetensors";
    private static final String GRADIENTS = "real-gradients.bin";

    private final Learner learner;
    private final RealDataTraining training;
    private final Repsets repsets;
    private final Path folder;
    private final Observer observer;
    private final Checkpointing checkpointing;
    private final int positions;
    private List<List<List<MeanGradient>>> byPosition = new ArrayList<>(); // [position so far][label][batch]
    private long resumedAt = -1; // finished positions of all trajectories; -1 before checkpoints were read

    BankTraining(
            Learner learner,
            RealDataTraining training,
            Repsets repsets,
            Path folder,
            Observer observer,
            Checkpointing checkpointing) {
        this.learner = learner;
        this.training = training;
        this.repsets = repsets;
        this.folder = folder;
        this.observer = observer;
        this.checkpointing = checkpointing;
        this.positions = training.settings().positions();
    }

    /** Trains the missing part of a trajectory; returns its real gradients [position][label][batch]. */
    List<List<List<MeanGradient>>> finish(int trajectory) {
        Path own = BankTrajectories.trajectoryFolder(folder, trajectory);
        if (!isSound(own)) {
            boolean damaged =
                    SealedFolder.isSealed(own); // the checkpoint does not hold the weights that were written there
            train(trajectory, damaged ? 0 : resumedPosition(trajectory));
            GradientFile.write(own.resolve(GRADIENTS), byPosition);
            SealedFolder.seal(own);
        }
        return GradientFile.read(own.resolve(GRADIENTS));
    }

    private boolean isSound(Path own) {
        if (!SealedFolder.isSealed(own)) {
            return false;
        }
        try {
            SealedFolder.verify(own);
            return true;
        } catch (InputException damaged) {
            observer.warning("the trajectory " + own.getFileName() + " of the bank is damaged (" + damaged.getMessage()
                    + "); it is trained again");
            return false;
        }
    }

    /** @param first the position to begin at; 0 for the whole trajectory */
    private void train(int trajectory, int first) {
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
                state.save(BankTrajectories.weightFile(folder, trajectory, position));
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
     * The position at which a trajectory resumes: after the checkpoint's position if that is of this trajectory, else
     * at its start.
     */
    private int resumedPosition(int trajectory) {
        if (resumedAt < 0) {
            resumedAt = checkpointing.resume(this);
            long begun = (resumedAt - 1) / positions; // a finished trajectory that is not sealed has all its positions
            if (resumedAt > 0 && begun == trajectory) {
                return (int) (resumedAt - begun * positions);
            }
        }
        return 0;
    }

    @Override
    public void save(Path checkpoint) {
        learner.saveState(checkpoint.resolve(LEARNER));
        GradientFile.write(checkpoint.resolve(GRADIENTS), byPosition);
    }

    @Override
    public void load(Path checkpoint) {
        learner.loadState(checkpoint.resolve(LEARNER));
        byPosition = GradientFile.read(checkpoint.resolve(GRADIENTS));
    }
}
