package io.github.dilm4j.distill;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.LearnerState;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.training.Checkpointing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A few trajectories, trained once: the learner's weights at every matching position lie in files, the real gradients
 * there in memory, and every outer loop draws one of the trajectories. Takes the learner's training and the real
 * gradients out of the loop; with ever more trajectories it becomes {@link FreshTrajectories}.
 */
public final class BankTrajectories implements Trajectories {
    private final Learner learner;
    private final Path folder;
    private final Device device;
    private final RandomStreams streams;
    private final List<List<List<List<MeanGradient>>>> gradients; // [trajectory][position][label][batch]
    private int trajectory;
    private int position;

    private BankTrajectories(
            Learner learner,
            Path folder,
            Device device,
            RandomStreams streams,
            List<List<List<List<MeanGradient>>>> gradients) {
        this.learner = learner;
        this.folder = folder;
        this.device = device;
        this.streams = streams;
        this.gradients = gradients;
    }

    /**
     * Trains the trajectories that {@code folder} does not hold yet; checkpoints are taken at every position.
     *
     * @param realBatches [label][batch], the repsets; no labels where none are matched
     * @param count how many trajectories
     */
    public static BankTrajectories build(
            Learner learner,
            RealDataTraining training,
            List<List<TokenBatch>> realBatches,
            RealGradients realGradients,
            int count,
            Path folder,
            Device device,
            RandomStreams streams,
            Observer observer,
            Checkpointing checkpointing) {
        BankTraining work =
                new BankTraining(learner, training, realBatches, realGradients, folder, observer, checkpointing);
        List<List<List<List<MeanGradient>>>> gradients = new ArrayList<>();
        int positions = training.settings().positions();
        for (int trajectory = 0; trajectory < count; trajectory++) {
            gradients.add(work.finish(trajectory));
            observer.step((trajectory + 1L) * positions, (long) count * positions, Map.of());
        }
        return new BankTrajectories(learner, folder, device, streams, gradients);
    }

    @Override
    public void moveTo(long outerLoop, int toPosition) {
        trajectory = streams.stream("trajectory of outer loop", outerLoop).nextInt(gradients.size());
        position = toPosition;
        try (LearnerState state = LearnerState.load(weightFile(folder, trajectory, position), device)) {
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
