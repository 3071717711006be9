package io.github.dilm4j.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.matching.HeadGradients;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.TokenSequence;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every learner; the test of a new one inherits this class. */
abstract class LearnerContract {
    final TokenBatch batch = TinyBert.batch();

    /**
     * Returns a learner of three labels for the tokens of {@link #batch}, with the same weights at every call, on the
     * CPU.
     */
    abstract Learner learner();

    @Test
    void neitherOrderNorCompanyOfAnExampleChangesItsResult() {
        try (Learner learner = learner()) {
            int[] order = new int[600]; // several passes of different lengths
            for (int i = 0; i < order.length; i++) {
                order[i] = (i * 7 + i / 5) % batch.size();
            }
            TokenBatch many = batch.select(order);
            float[][] logits = learner.logits(many.sequences());
            float[][] alone = new float[batch.size()][];
            for (int i = 0; i < batch.size(); i++) {
                alone[i] = learner.logits(List.of(batch.sequences().get(i)))[0];
            }
            for (int i = 0; i < order.length; i++) {
                assertThat(logits[i]).containsExactly(alone[order[i]], within(2e-6f));
            }
        }
    }

    @Test
    void trainingLearnsAndTheSameSeedsGiveTheSameWeights() {
        try (Learner learner = learner()) {
            learner.reset(3);
            double first = mean(learner.losses(batch));
            train(learner, 30);
            float[][] logits = learner.logits(batch.sequences());
            assertThat(mean(learner.losses(batch))).isLessThan(first);

            learner.reset(4);
            assertThat(learner.logits(batch.sequences())).isNotEqualTo(logits);
            learner.reset(3);
            train(learner, 30);
            assertThat(learner.logits(batch.sequences())).isEqualTo(logits);
        }
    }

    @Test
    void aStateSavedAndLoadedContinuesExactly(@TempDir Path folder) {
        Path file = folder.resolve("state.safetensors");
        try (Learner learner = learner()) {
            learner.reset(3);
            train(learner, 5);
            try (LearnerState state = learner.snapshot()) {
                state.save(file);
            }
            train(learner, 5);
            float[][] logits = learner.logits(batch.sequences());
            try (Learner other = learner();
                    LearnerState state = LearnerState.load(file, Device.CPU)) {
                other.restore(state);
                train(other, 5);
                assertThat(other.logits(batch.sequences())).isEqualTo(logits);
            }
        }
    }

    @Test
    void weightsAloneRestoreWithAnOptimizerAsNew() {
        try (Learner learner = learner()) {
            try (LearnerState loaded = learner.snapshotWeights()) {
                train(learner, 3);
                float[][] once = learner.logits(batch.sequences());
                learner.restore(loaded);
                train(learner, 3);
                assertThat(learner.logits(batch.sequences())).isEqualTo(once);
            }
        }
    }

    @Test
    void gradientsOfTheHeadFollowFromTheFeatures() {
        try (Learner learner = learner()) {
            HeadGradients known = learner.headGradients(learner.features(batch.sequences()), batch.labels());
            assertThat(known.mean().layers())
                    .usingRecursiveComparison()
                    .isEqualTo(learner.headGradients(batch).mean().layers());
        }
    }

    @Test
    void aLabelThatItDoesNotHaveIsRefused() {
        TokenBatch other = new TokenBatch(List.of(TokenSequence.of(new int[] {2})), new int[] {3});
        try (Learner learner = learner()) {
            for (Runnable use : List.<Runnable>of(
                    () -> learner.losses(other),
                    () -> learner.headGradients(other),
                    () -> learner.trainStep(other, 1e-3, 1, 1),
                    () -> learner.fullGradient(other).close())) {
                assertThatThrownBy(use::run)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("example 0 has the label 3, the model has 3");
            }
        }
    }

    final void train(Learner learner, int steps) {
        for (int step = 0; step < steps; step++) {
            learner.trainStep(batch, 5e-3, 1, step);
        }
    }

    static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
