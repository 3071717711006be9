package io.github.dilm4j.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.LearnerSource;
import io.github.dilm4j.learner.TransformerLearner;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.SentPieces;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.training.Checkpointing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BankTrajectoriesTest extends TrajectoriesContract {
    private static final int COUNT = 2;

    @Override
    Trajectories trajectories(Learner learner, RealDataTraining training, Path folder) {
        train(training, folder, PieceRunner.LOCAL);
        return BankTrajectories.open(learner, bank(folder));
    }

    /** Returns the reports of steps and losses, in order. */
    private static List<String> train(RealDataTraining training, Path folder, PieceRunner runner) {
        List<String> reports = new ArrayList<>();
        Observer observer = new Observer() {
            @Override
            public void step(long step, long totalSteps, Map<String, Double> values) {
                reports.add(step + " of " + totalSteps);
            }

            @Override
            public void learnerStep(int trajectory, long step, double loss) {
                reports.add("trajectory " + trajectory + ", step " + step + ": " + loss);
            }
        };
        LearnerSource learner = new LearnerSource(MODEL.toString(), 3, TransformerLearner.Settings.usual(), Device.CPU);
        BankTrajectories.train(
                new TrajectoryWork(learner, training, REPSETS, folder.toString()),
                bank(folder),
                runner,
                () -> {},
                observer,
                Checkpointing.NONE);
        return reports;
    }

    private static BankTrajectories.Bank bank(Path folder) {
        return new BankTrajectories.Bank(folder, COUNT, Device.CPU, new RandomStreams(5));
    }

    @Test
    void workThatIsSentElsewhereWritesAndReportsTheSame() throws IOException {
        List<String> here = train(training(), folder.resolve("here"), PieceRunner.LOCAL);
        List<String> elsewhere = train(training(), folder.resolve("elsewhere"), new SentPieces());
        assertThat(elsewhere).containsExactly(here.get(2), "2 of 4", here.get(0), "4 of 4");
        for (int trajectory = 0; trajectory < COUNT; trajectory++) {
            String name = "trajectory-" + trajectory;
            assertThat(files(folder.resolve("elsewhere").resolve(name)))
                    .containsKeys("position-1.safetensors", "checksums.json")
                    .isEqualTo(files(folder.resolve("here").resolve(name)));
        }
        Folders.delete(folder.resolve("here/trajectory-0"));
        assertThat(train(training(), folder.resolve("here"), new SentPieces()))
                .containsExactly("2 of 4", here.get(0), "4 of 4");
    }

    @Test
    void aTrajectoryThatDivergesIsNamedOnce() {
        assertThatThrownBy(() -> train(training(1e30), folder, PieceRunner.LOCAL))
                .hasMessageMatching("(?s)the learner of trajectory 0: the [^0]* of step \\d.*");
    }

    /** Returns the contents by name. */
    private static Map<String, List<Byte>> files(Path folder) throws IOException {
        Map<String, List<Byte>> files = new TreeMap<>();
        for (Path file : Folders.files(folder)) {
            List<Byte> bytes = new ArrayList<>();
            for (byte value : Files.readAllBytes(file)) {
                bytes.add(value);
            }
            files.put(file.getFileName().toString(), bytes);
        }
        return files;
    }
}
