package io.github.dilm4j.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.Precision;
import io.github.dilm4j.matching.HeadGradients;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.junit.jupiter.api.Test;

class LearnerPrecisionTest {
    private static TransformerLearner learner(boolean dropout, boolean frozen, Precision precision) {
        return TinyBert.learner(
                new TransformerLearner.Settings(dropout, frozen, false, false, OptimizerKind.ADAMW, 0.01, precision));
    }

    @Test
    void logitsAndGradientsAreNearThoseOfFloat32() {
        TokenBatch batch = TinyBert.batch();
        try (Learner exact = learner(false, false, Precision.FLOAT32);
                Learner narrow = learner(false, false, Precision.BFLOAT16)) {
            float[] expected = TinyBert.flat(exact.logits(batch.sequences()));
            float[] logits = TinyBert.flat(narrow.logits(batch.sequences()));
            assertThat(logits).isNotEqualTo(expected);
            for (int i = 0; i < logits.length; i++) {
                assertThat(Math.abs(logits[i] - expected[i])).isLessThan(3e-2f);
            }
            HeadGradients gradients = exact.headGradients(batch);
            float[] mean = gradients.mean().layers().get(0);
            assertThat(TinyBert.relativeError(
                            narrow.headGradients(batch).mean().layers().get(0), mean))
                    .isBetween(1e-7, 5e-2);
            try (FullGradient full = exact.fullGradient(batch);
                    FullGradient rough = narrow.fullGradient(batch)) {
                double cosine = FullGradient.dot(full.values(), rough.values()) / full.norm() / rough.norm();
                assertThat(cosine).isBetween(0.999, 1 - 1e-12);
            }
            // the reduced precision is off again
            assertThat(exact.logits(batch.sequences())[0]).isEqualTo(firstOf(expected));
            assertThat(torch.is_autocast_enabled(DeviceType.CPU)).isFalse();
        }
    }

    @Test
    void trainingLowersTheLoss() {
        TokenBatch batch = TinyBert.batch();
        for (boolean frozen : new boolean[] {false, true}) {
            try (Learner learner = learner(true, frozen, Precision.BFLOAT16)) {
                learner.reset(1);
                double before = mean(learner.losses(batch));
                for (int step = 0; step < 20; step++) {
                    learner.trainStep(batch, 0.005, 1, step);
                }
                assertThat(mean(learner.losses(batch))).isLessThan(before - 0.05);
            }
        }
    }

    /** A step far below the resolution of bfloat16 still changes the weights. */
    @Test
    void weightsAreKeptInFloat32() {
        TokenBatch batch = TinyBert.batch();
        try (Learner learner = learner(false, false, Precision.BFLOAT16);
                Learner exact = learner(false, false, Precision.FLOAT32)) {
            learner.trainStep(batch, 1e-6, 1, 0);
            exact.trainStep(batch, 1e-6, 1, 0);
            try (LearnerState state = learner.snapshotWeights();
                    LearnerState expected = exact.snapshotWeights();
                    Learner judge = learner(false, false, Precision.FLOAT32)) {
                float[] untrained = TinyBert.flat(judge.logits(batch.sequences()));
                judge.restore(state);
                float[] trained = TinyBert.flat(judge.logits(batch.sequences()));
                judge.restore(expected);
                float[] wanted = TinyBert.flat(judge.logits(batch.sequences()));
                assertThat(trained).isNotEqualTo(untrained);
                assertThat(TinyBert.relativeError(trained, wanted)).isLessThan(1e-4);
            }
        }
    }

    private static float[] firstOf(float[] flat) {
        return java.util.Arrays.copyOf(flat, TinyBert.LABELS);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
