package io.github.dilm4j.distill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.Learners;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.learner.TransformerLearner;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.TokenSequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of all trajectories; the test of a new implementation inherits this class. */
abstract class TrajectoriesContract {
    static final Path MODEL = Path.of("src", "test", "resources", "bert");
    private static final TokenBatch FIT = new TokenBatch(
            List.of(sequence(2, 5, 3), sequence(2, 7, 9, 3), sequence(2, 11, 3), sequence(2, 6, 8, 3)),
            new int[] {0, 1, 2, 1});
    static final Repsets REPSETS = new Repsets(
            List.of(List.of(FIT.select(new int[] {0})), List.of(FIT.select(new int[] {1, 3}))), RealGradients.WHOLE);

    @TempDir
    Path folder;

    /** Returns trajectories over {@link #REPSETS}. The caller keeps and closes the learner. */
    abstract Trajectories trajectories(Learner learner, RealDataTraining training, Path folder);

    private static TokenSequence sequence(int... ids) {
        return new TokenSequence(ids, new int[ids.length]);
    }

    static RealDataTraining training() {
        return training(0.01);
    }

    static RealDataTraining training(double learningRate) {
        return new RealDataTraining(
                FIT,
                new RealDataTraining.Settings(2, 2, 2, 0, learningRate, Decay.CONSTANT, 0, 1),
                new RandomStreams(3));
    }

    private Trajectories trajectories(Learner learner, Path into) {
        return trajectories(learner, training(), into);
    }

    private static Learner learner() {
        return Learners.open(MODEL, 3, TransformerLearner.Settings.usual(), Device.CPU);
    }

    @Test
    void thePositionsOfTwoRunsAreEqualAndDifferFromEachOther() {
        assertThat(losses("first")).isEqualTo(losses("second")).doesNotHaveDuplicates();
    }

    /** Returns the losses of each example [position][example]. */
    private List<List<Float>> losses(String name) {
        List<List<Float>> losses = new ArrayList<>();
        try (Learner learner = learner()) {
            Trajectories trajectories = trajectories(learner, folder.resolve(name));
            for (int position = 0; position < 2; position++) {
                trajectories.moveTo(0, position);
                List<Float> here = new ArrayList<>();
                for (float loss : trajectories.learner().losses(FIT)) {
                    here.add(loss);
                }
                losses.add(here);
            }
        }
        return losses;
    }

    @Test
    void theRealGradientIsThatOfTheLearnerAtThePosition() {
        try (Learner learner = learner()) {
            Trajectories trajectories = trajectories(learner, folder.resolve("bank"));
            for (int position = 0; position < 2; position++) {
                trajectories.moveTo(0, position);
                for (int label = 0; label < REPSETS.batches().size(); label++) {
                    float[] expected = learner.headGradients(
                                    REPSETS.batches().get(label).get(0))
                            .mean()
                            .layers()
                            .get(0);
                    assertThat(trajectories.realGradient(label, 0).layers().get(0))
                            .containsExactly(expected, Offset.offset(1e-6f));
                }
            }
        }
    }
}
