package io.github.dilm4j.learner;

import static io.github.dilm4j.learner.TinyBert.expected;
import static io.github.dilm4j.learner.TinyBert.flat;
import static io.github.dilm4j.learner.TinyBert.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.learner.TransformerLearner.Settings;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformerLearnerTest extends LearnerContract {
    private static final double PARITY = 3e-6;
    private static final Settings NO_DROPOUT = new Settings(false, false, false, OptimizerKind.ADAMW, 0.01);
    private static final Settings FROZEN = new Settings(true, true, false, OptimizerKind.ADAMW, 0.01);

    @Override
    Learner learner() {
        return TinyBert.learner(Settings.usual());
    }

    @Test
    void logitsAndLossesAgreeWithTransformers() {
        try (TransformerLearner learner = TinyBert.learner(Settings.usual())) {
            assertThat(relativeError(flat(learner.logits(batch.sequences())), expected(TinyBert.FOLDER, "logits")))
                    .isLessThan(PARITY);
            assertThat(relativeError(learner.losses(batch), expected(TinyBert.FOLDER, "losses")))
                    .isLessThan(PARITY);
        }
    }

    @Test
    void hiddenStatesOfTokensAgreeWithTransformersWhateverThePadding() {
        float[] expected = expected(TinyBert.FOLDER, "hidden"); // [5, 9, 12]
        try (ClassifierModel model = Classifiers.load(TinyBert.FOLDER, TinyBert.LABELS, Device.CPU)) {
            for (Pass pass : List.of(Pass.EXACT, Pass.DERIVATIVE)) {
                for (int i = 0; i < batch.size(); i++) {
                    TokenSequence sequence = batch.sequences().get(i);
                    try (PointerScope scope = new PointerScope();
                            NoGradGuard noGrad = new NoGradGuard()) {
                        PaddedBatch alone = PaddedBatch.of(
                                new int[][] {sequence.ids()}, new int[][] {sequence.typeIds()}, 0, Device.CPU);
                        float[] states = Tensors.floats(model.hiddenStates(alone, pass));
                        float[] there =
                                java.util.Arrays.copyOfRange(expected, i * 9 * 12, (i * 9 + sequence.length()) * 12);
                        assertThat(relativeError(states, there)).isLessThan(PARITY);
                        float[] first = Tensors.floats(model.summaryStates(alone, pass));
                        assertThat(relativeError(first, java.util.Arrays.copyOf(there, 12)))
                                .isLessThan(PARITY);
                    }
                }
            }
        }
    }

    @Test
    void gradientsOfAllParametersAgreeWithTransformers() {
        try (ClassifierModel model = Classifiers.load(TinyBert.FOLDER, TinyBert.LABELS, Device.CPU);
                PointerScope scope = new PointerScope()) {
            Parameters parameters = model.parameters();
            TransformerLearner learner = new TransformerLearner(model, NO_DROPOUT);
            try (FullGradient gradient = learner.fullGradient(batch)) {
                parameters.gradients().copy_(gradient.values());
            }
            for (Parameter parameter : parameters.all()) {
                float[] expected = expected(TinyBert.FOLDER, "gradient." + parameter.name());
                float[] actual = Tensors.floats(parameters.gradient(parameter.name()));
                if (parameter.name().endsWith("key.bias")) { // its gradient is 0 up to rounding
                    assertThat(actual).containsExactly(expected, within(1e-7f));
                } else {
                    assertThat(relativeError(actual, expected))
                            .as(parameter.name())
                            .isLessThan(1e-5);
                }
            }
        }
    }

    @Test
    void headGradientsNeedNoBackPropagation() {
        try (TransformerLearner learner = TinyBert.learner(NO_DROPOUT)) {
            MeanGradient mean = learner.headGradients(batch).mean();
            float[] weight = expected(TinyBert.FOLDER, "gradient.classifier.weight"); // [3, 12]
            float[] bias = expected(TinyBert.FOLDER, "gradient.classifier.bias"); // [3]
            float[] joined = new float[3 * 13];
            for (int o = 0; o < 3; o++) {
                System.arraycopy(weight, o * 12, joined, o * 13, 12);
                joined[o * 13 + 12] = bias[o];
            }
            assertThat(relativeError(mean.layers().get(0), joined)).isLessThan(PARITY);
        }
    }

    @Test
    void derivativesOfAllLossesAgreeWithFiniteDifferences() {
        try (TransformerLearner learner = TinyBert.learner(NO_DROPOUT);
                FullGradient real = learner.fullGradient(batch.select(new int[] {0, 1, 2}))) {
            TokenBatch synthetic = batch.select(new int[] {2, 3, 4, 1});
            float[] nll = {1.5f, 0.75f, 1.0f, 2.0f};
            double temperature = 0.7;
            float[] coefficients =
                    learner.matchFully(real, synthetic, nll, temperature).coefficients();
            double sum = 0;
            for (int i = 0; i < nll.length; i++) {
                float[] more = nll.clone();
                float[] less = nll.clone();
                more[i] += 0.01f;
                less[i] -= 0.01f;
                double slope =
                        (learner.matchFully(real, synthetic, more, temperature).loss()
                                        - learner.matchFully(real, synthetic, less, temperature)
                                                .loss())
                                / ((double) more[i] - less[i]);
                assertThat((double) coefficients[i]).isCloseTo(slope, within(1e-3 * Math.abs(slope) + 3e-5));
                sum += coefficients[i];
            }
            assertThat(sum).isCloseTo(0, within(1e-7));
        }
    }

    @Test
    void theStateOfAnotherOptimizerIsRefusedBeforeAnythingChanges(@TempDir Path folder) {
        Path file = folder.resolve("state.safetensors");
        try (TransformerLearner learner =
                        TinyBert.learner(new Settings(false, false, false, OptimizerKind.MOMENTUM, 0.01));
                TransformerLearner other = TinyBert.learner(NO_DROPOUT)) {
            train(other, 2);
            other.saveState(file);
            float[][] logits = learner.logits(batch.sequences());
            assertThatThrownBy(() -> learner.loadState(file))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + ": the state has no '")
                    .hasMessageEndingWith("'; it is of another model or optimizer");
            assertThat(learner.logits(batch.sequences())).isEqualTo(logits);
        }
    }

    @Test
    void aFrozenBodyStaysAsItIs() {
        try (ClassifierModel model = Classifiers.load(TinyBert.FOLDER, TinyBert.LABELS, Device.CPU)) {
            TransformerLearner learner = new TransformerLearner(model, FROZEN);
            learner.reset(1);
            float[] body = Tensors.floats(
                    model.parameters().get("bert.pooler.dense.weight").tensor());
            float[] head =
                    Tensors.floats(model.parameters().get("classifier.weight").tensor());
            double before = mean(learner.losses(batch));
            train(learner, 30);
            assertThat(mean(learner.losses(batch))).isLessThan(before);
            assertThat(Tensors.floats(
                            model.parameters().get("bert.pooler.dense.weight").tensor()))
                    .containsExactly(body);
            assertThat(Tensors.floats(
                            model.parameters().get("classifier.weight").tensor()))
                    .isNotEqualTo(head);
        }
    }

    @ParameterizedTest
    @EnumSource(OptimizerKind.class)
    void everyOptimizerLowersTheLoss(OptimizerKind kind) {
        try (TransformerLearner learner =
                TinyBert.learner(new Settings(false, false, true, kind, kind == OptimizerKind.ADAM ? 0 : 0.01))) {
            learner.reset(1);
            double first = mean(learner.losses(batch));
            train(learner, 40);
            assertThat(mean(learner.losses(batch))).isLessThan(first);
        }
    }

    @Test
    void splittingABatchIntoPassesDoesNotChangeTheStep() {
        int[] all = new int[500];
        for (int i = 0; i < all.length; i++) {
            all[i] = i % batch.size();
        }
        try (TransformerLearner learner = TinyBert.learner(NO_DROPOUT);
                FullGradient many = learner.fullGradient(batch.select(all));
                FullGradient few = learner.fullGradient(batch);
                PointerScope scope = new PointerScope()) {
            assertThat(relativeError(Tensors.floats(many.values()), Tensors.floats(few.values())))
                    .isLessThan(1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLearnerThatGoesOnGivesTheBytesOfOneThatWasTrainedHere(boolean frozenBody) {
        Settings settings = new Settings(true, frozenBody, false, OptimizerKind.ADAMW, 0.01);
        try (TransformerLearner trained = TinyBert.learner(settings);
                TransformerLearner restored = TinyBert.learner(settings)) {
            step(trained, 0, 5);
            try (LearnerState state = trained.snapshotWeights()) {
                restored.restore(state);
            }
            for (int n = 1; n <= batch.size(); n++) {
                TokenBatch some =
                        batch.select(java.util.stream.IntStream.range(0, n).toArray());
                assertThat(restored.logits(some.sequences())).isDeepEqualTo(trained.logits(some.sequences()));
                List<float[]> gradient = restored.headGradients(some).mean().layers();
                List<float[]> expected = trained.headGradients(some).mean().layers();
                for (int l = 0; l < expected.size(); l++) {
                    assertThat(gradient.get(l)).isEqualTo(expected.get(l));
                }
            }
        }
    }

    @Test
    void memoryStaysFlatOver300Steps() {
        try (TransformerLearner learner = TinyBert.learner(Settings.usual())) {
            step(learner, 0, 50);
            long before = Pointer.physicalBytes();
            step(learner, 50, 350);
            assertThat(Pointer.physicalBytes() - before).isLessThan(24L << 20);
        }
    }

    @Test
    void whatTheModelCannotReadIsRefused() {
        try (TransformerLearner learner = TinyBert.learner(Settings.usual())) {
            assertThatThrownBy(() -> learner.logits(List.of(TokenSequence.of(new int[17]))))
                    .hasMessage("sequence 0 has 17 tokens, the model reads 1 to 16");
            assertThatThrownBy(() -> learner.logits(List.of(TokenSequence.of(new int[] {2, 40}))))
                    .hasMessage("sequence 0 has the token 40, the model knows 40; do tokenizer and model belong"
                            + " together?");
            assertThatThrownBy(() ->
                            learner.losses(new TokenBatch(List.of(TokenSequence.of(new int[] {2})), new int[] {3})))
                    .hasMessage("example 0 has the label 3, the model has 3");
        }
    }

    private void step(TransformerLearner learner, int from, int to) {
        List<Double> losses = new ArrayList<>();
        for (int i = from; i < to; i++) {
            losses.add(learner.trainStep(batch, 1e-4, 1, i));
            learner.headGradients(batch);
            if (i % 50 == 0) {
                try (FullGradient real = learner.fullGradient(batch)) {
                    learner.matchFully(real, batch, new float[batch.size()], 1);
                }
                learner.reset(i);
            }
        }
        assertThat(losses).noneMatch(loss -> Double.isNaN(loss));
    }
}
