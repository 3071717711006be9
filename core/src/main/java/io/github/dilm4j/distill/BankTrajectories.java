package io.github.dilm4j.distill;

import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.SealedFolder;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.LearnerState;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.training.Checkpointing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A few trajectories that are trained once. The learner's weights at every matching position are kept in files, the
 * real gradients in memory, and every outer loop draws one of the trajectories. This moves the learner's training and
 * the real gradients out of the loop; with more and more trajectories it approaches {@link FreshTrajectories}.
 */
public final class BankTrajectories implements Trajectories {
    /**
     * The place and number of the trajectories.
     *
     * @param count how many there are
     * @param device of the learner
     * @param streams the outer loops draw a trajectory from them
     */
    public record Bank(Path folder, int count, Device device, RandomStreams streams) {}

    private final Learner learner;
    private final Bank bank;
    private final List<List<List<List<MeanGradient>>>> gradients; // [trajectory][position][label][batch]
    private int trajectory;
    private int position;

    private BankTrajectories(Learner learner, Bank bank, List<List<List<List<MeanGradient>>>> gradients) {
        this.learner = learner;
        this.bank = bank;
        this.gradients = gradients;
    }

    /**
     * Trains the trajectories that the bank does not hold yet. In this process, checkpoints are taken at every position.
     *
     * @param work for the bank's folder
     */
    public static void train(
            TrajectoryWork work,
            Bank bank,
            PieceRunner pieces,
            Watch watch,
            Observer observer,
            Checkpointing checkpointing) {
        List<Piece<Integer>> missing = new ArrayList<>();
        for (int trajectory = 0; trajectory < bank.count(); trajectory++) {
            if (!isSound(trajectoryFolder(bank.folder(), trajectory), observer)) {
                missing.add(new Piece<>("trajectory " + trajectory, trajectory));
            }
        }
        long positions = work.training().settings().positions();
        int[] done = {bank.count() - missing.size()};
        if (done[0] > 0) {
            observer.step(done[0] * positions, bank.count() * positions, Map.of());
        }
        pieces.run(work.with(observer, checkpointing), missing, watch, (piece, losses) -> {
            for (LearnerLoss of : losses) {
                observer.learnerStep(of.trajectory(), of.step(), of.loss());
            }
            observer.step(++done[0] * positions, bank.count() * positions, Map.of());
        });
    }

    /** Whether a trajectory is complete. A damaged one is deleted. */
    private static boolean isSound(Path folder, Observer observer) {
        if (!SealedFolder.isSealed(folder)) {
            return false;
        }
        try {
            SealedFolder.verify(folder);
            return true;
        } catch (InputException damaged) {
            observer.warning("the trajectory " + folder.getFileName() + " of the bank is damaged ("
                    + damaged.getMessage() + "); it is trained again");
            Folders.delete(folder);
            return false;
        }
    }

    /**
     * Opens a bank whose trajectories are trained.
     *
     * @param learner which is moved along them
     */
    public static BankTrajectories open(Learner learner, Bank bank) {
        return new BankTrajectories(
                learner,
                bank,
                IntStream.range(0, bank.count())
                        .mapToObj(trajectory ->
                                GradientFile.read(gradientFile(trajectoryFolder(bank.folder(), trajectory))))
                        .toList());
    }

    @Override
    public void moveTo(long outerLoop, int toPosition) {
        trajectory =
                bank.streams().stream("trajectory of outer loop", outerLoop).nextInt(gradients.size());
        position = toPosition;
        try (LearnerState state =
                LearnerState.load(weightFile(trajectoryFolder(bank.folder(), trajectory), position), bank.device())) {
            learner.restore(state);
        }
    }

    @Override
    public Learner learner() {
        return learner;
    }

    @Override
    public MeanGradient realGradient(int label, int batch) {
        return gradients.get(trajectory).get(position).get(label).get(batch);
    }

    static Path trajectoryFolder(Path folder, int trajectory) {
        return folder.resolve("trajectory-" + trajectory);
    }

    /** @param trajectory its folder */
    static Path weightFile(Path trajectory, int position) {
        return trajectory.resolve("position-" + position + ".safetensors");
    }

    /** @param folder of a trajectory, or of a checkpoint */
    static Path gradientFile(Path folder) {
        return folder.resolve("real-gradients.bin");
    }
}
