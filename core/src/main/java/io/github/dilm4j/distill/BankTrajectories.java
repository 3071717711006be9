package io.github.dilm4j.distill;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.LearnerState;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.tensor.Device;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
     * Trains the trajectories that {@code folder} does not hold yet.
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
            Observer observer) {
        List<List<List<List<MeanGradient>>>> gradients = new ArrayList<>();
        int positions = training.settings().positions();
        for (int trajectory = 0; trajectory < count; trajectory++) {
            Path finished = gradientFile(folder, trajectory);
            if (!Files.exists(finished)) {
                train(learner, training, realBatches, realGradients, folder, trajectory, observer);
            }
            gradients.add(readGradients(finished));
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

    private static void train(
            Learner learner,
            RealDataTraining training,
            List<List<TokenBatch>> realBatches,
            RealGradients realGradients,
            Path folder,
            int trajectory,
            Observer observer) {
        List<List<List<MeanGradient>>> byPosition = new ArrayList<>();
        training.start(learner, trajectory);
        for (int position = 0; position < training.settings().positions(); position++) {
            if (position > 0) {
                double loss = training.advance(learner, trajectory, position);
                observer.learnerStep(
                        trajectory, (long) position * training.settings().stepsBetween(), loss);
            }
            try (LearnerState state = learner.snapshotWeights()) {
                state.save(weightFile(folder, trajectory, position));
            }
            List<List<MeanGradient>> byLabel = new ArrayList<>();
            for (List<TokenBatch> batches : realBatches) {
                byLabel.add(batches.stream()
                        .map(batch -> realGradients.head(learner, batch))
                        .toList());
            }
            byPosition.add(byLabel);
        }
        writeGradients(gradientFile(folder, trajectory), byPosition); // last: it says that the trajectory is whole
    }

    private static Path weightFile(Path folder, int trajectory, int position) {
        return folder.resolve("trajectory-" + trajectory).resolve("position-" + position + ".safetensors");
    }

    private static Path gradientFile(Path folder, int trajectory) {
        return folder.resolve("trajectory-" + trajectory).resolve("real-gradients.bin");
    }

    private static void writeGradients(Path file, List<List<List<MeanGradient>>> gradients) {
        AtomicFiles.write(file, beside -> {
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(beside)))) {
                out.writeInt(gradients.size());
                for (List<List<MeanGradient>> byLabel : gradients) {
                    out.writeInt(byLabel.size());
                    for (List<MeanGradient> byBatch : byLabel) {
                        out.writeInt(byBatch.size());
                        for (MeanGradient gradient : byBatch) {
                            writeGradient(out, gradient);
                        }
                    }
                }
            }
        });
    }

    private static void writeGradient(DataOutputStream out, MeanGradient gradient) throws IOException {
        out.writeInt(gradient.layers().size());
        for (float[] layer : gradient.layers()) {
            out.writeInt(layer.length);
            for (float value : layer) {
                out.writeFloat(value);
            }
        }
    }

    private static List<List<List<MeanGradient>>> readGradients(Path file) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            List<List<List<MeanGradient>>> byPosition = new ArrayList<>();
            int positions = in.readInt();
            for (int position = 0; position < positions; position++) {
                List<List<MeanGradient>> byLabel = new ArrayList<>();
                int labels = in.readInt();
                for (int label = 0; label < labels; label++) {
                    List<MeanGradient> byBatch = new ArrayList<>();
                    int batches = in.readInt();
                    for (int batch = 0; batch < batches; batch++) {
                        byBatch.add(readGradient(in));
                    }
                    byLabel.add(byBatch);
                }
                byPosition.add(byLabel);
            }
            return byPosition;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file + ": the trajectory's real gradients cannot be read; delete its folder to train it again", e);
        }
    }

    private static MeanGradient readGradient(DataInputStream in) throws IOException {
        List<float[]> layers = new ArrayList<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            float[] layer = new float[in.readInt()];
            for (int j = 0; j < layer.length; j++) {
                layer[j] = in.readFloat();
            }
            layers.add(layer);
        }
        return new MeanGradient(layers);
    }
}
