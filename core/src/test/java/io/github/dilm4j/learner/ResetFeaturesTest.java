package io.github.dilm4j.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.distill.FreshTrajectories;
import io.github.dilm4j.distill.Observer;
import io.github.dilm4j.distill.RealDataTraining;
import io.github.dilm4j.distill.RealGradients;
import io.github.dilm4j.distill.Repsets;
import io.github.dilm4j.learner.TransformerLearner.Settings;
import io.github.dilm4j.tensor.Device;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The learner computes the body's features after a reset once for all outer loops. */
class ResetFeaturesTest {
    private static final int LOOPS = 3;
    private static final int POSITIONS = 2;

    private final TokenBatch batch = TinyBert.batch();

    /** @param frozen whether the body is not trained, so that it gives the same features at all positions */
    @ParameterizedTest
    @CsvSource({"false, false, 4", "true, false, 1", "false, true, 6"})
    void gradientsOfRealBatchesAreThoseOfPassesOfTheirOwn(boolean frozen, boolean untrained, int passes) {
        Settings settings = new Settings(false, frozen, untrained, OptimizerKind.ADAMW, 0.01);
        RecordedModel model = new RecordedModel(Classifiers.load(TinyBert.FOLDER, TinyBert.LABELS, Device.CPU));
        try (Learner learner = new TransformerLearner(model, settings)) {
            FreshTrajectories trajectories = new FreshTrajectories(
                    learner,
                    new RealDataTraining(
                            batch,
                            new RealDataTraining.Settings(POSITIONS, 2, 2, 0, 1e-2, Decay.CONSTANT, 0, 1),
                            new RandomStreams(1)),
                    new Repsets(List.of(List.of(batch)), RealGradients.WHOLE),
                    Observer.NONE);
            int rows = 0;
            for (int loop = 0; loop < LOOPS; loop++) {
                for (int position = 0; position < POSITIONS; position++) {
                    trajectories.moveTo(loop, position);
                    model.rows().clear();
                    float[] kept = trajectories.realGradient(0, 0).layers().get(0);
                    rows += model.rows().stream().mapToInt(Integer::intValue).sum();
                    float[] own = learner.headGradients(batch).mean().layers().get(0);
                    assertThat(kept).isEqualTo(own);
                }
            }
            assertThat(rows).isEqualTo(passes * batch.size());
        }
    }

    @Test
    void anythingThatMovesTheBodyEndsThem() {
        try (TransformerLearner learner = TinyBert.learner(Settings.usual());
                LearnerState loaded = learner.snapshot()) {
            assertThat(learner.featuresAsReset()).isFalse();
            learner.reset(1);
            assertThat(learner.featuresAsReset()).isTrue();
            learner.trainStep(batch, 1e-3, 1, 1);
            assertThat(learner.featuresAsReset()).isFalse();
            learner.reset(2);
            learner.restore(loaded);
            assertThat(learner.featuresAsReset()).isFalse();
        }
    }

    @Test
    void featuresNeedTheirLabels() {
        try (TransformerLearner learner = TinyBert.learner(Settings.usual())) {
            float[][] features = learner.features(batch.sequences());
            assertThatThrownBy(() -> learner.headGradients(features, new int[] {0, 1}))
                    .hasMessage("there are features of 5 examples but 2 labels");
        }
    }
}
