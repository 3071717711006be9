package io.github.dilm4j.distill;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.LearnerState;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.training.Checkpointing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    /** Trains the trajectories that the bank does not hold yet; checkpoints are taken at every position. */
    public static BankTrajectories build(
            Learner learner,
            RealDataTraining training,
            Repsets repsets,
            Bank bank,
            Observer observer,
            Checkpointing checkpointing) {
        BankTraining work = new BankTraining(learner, training, repsets, bank.folder(), observer, checkpointing);
        List<List<List<List<MeanGradient>>>> gradients = new ArrayList<>();
        int positions = training.settings().positions();
        for (int trajectory = 0; trajectory < bank.count(); trajectory++) {
            gradients.add(work.finish(trajectory));
            observer.step((trajectory + 1L) * positions, (long) bank.count() * positions, Map.of());
        }
        return new BankTrajectories(learner, bank, gradients);
    }

    @Override
    public void moveTo(long outerLoop, int toPosition) {
        trajectory =
                bank.streams().stream("trajectory of outer loop", outerLoop).nextInt(gradients.size());
        position = toPosition;
        try (LearnerState state = LearnerState.load(weightFile(bank.folder(), trajectory, position), bank.device())) {
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

    static Path weightFile(Path folder, int trajectory, int position) {
        return trajectoryFolder(folder, trajectory).resolve("position-" + position + ".safetensors");
    }
}
