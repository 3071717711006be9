package io.github.dilm4j.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.learner.TransformerLearner.Settings;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pooler whose bias is all zeros was never trained. Learners initialise it again unless their settings keep it. */
class UntrainedPoolerTest {
    private final TokenBatch batch = TinyBert.batch();

    @TempDir
    Path folder;

    @Test
    void onlyABiasOfZerosShowsIt() {
        save("bert", 0);
        assertThat(untrained()).containsExactlyInAnyOrder("bert.pooler.dense.weight", "bert.pooler.dense.bias");
        save("bert", 1e-8);
        assertThat(untrained()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "albert"})
    void aResetDrawsItAnew(String architecture) {
        save(architecture, 0);
        try (TransformerLearner learner = learner(Settings.usual())) {
            learner.reset(1);
            float[][] features = learner.features(batch.sequences());
            assertThat(learner.featuresAsReset()).isFalse();
            learner.reset(2);
            assertThat(learner.features(batch.sequences())).isNotEqualTo(features);
            learner.reset(1);
            assertThat(learner.features(batch.sequences())).isEqualTo(features);
        }
    }

    @Test
    void theFoldersIsKeptWhereThatIsAsked() {
        save("bert", 0);
        try (TransformerLearner learner = learner(Settings.usual().withKeptPooler(true))) {
            float[][] loaded = learner.features(batch.sequences());
            learner.reset(1);
            assertThat(learner.features(batch.sequences())).isEqualTo(loaded);
            assertThat(learner.featuresAsReset()).isTrue();
        }
    }

    @Test
    void aTrainedOneIsKept() {
        save("bert", 1e-8);
        try (TransformerLearner learner = learner(Settings.usual())) {
            float[][] loaded = learner.features(batch.sequences());
            learner.reset(1);
            assertThat(learner.features(batch.sequences())).isEqualTo(loaded);
        }
    }

    private TransformerLearner learner(Settings settings) {
        return new TransformerLearner(Classifiers.load(folder, TinyBert.LABELS, Device.CPU), settings);
    }

    private Set<String> untrained() {
        try (ClassifierModel model = Classifiers.load(folder, TinyBert.LABELS, Device.CPU)) {
            return model.untrainedPooler();
        }
    }

    /** @param last the last number of the pooler's bias; the others are zeros */
    private void save(String architecture, double last) {
        Path source = new EncoderFixture(architecture).folder();
        try (ClassifierModel model = Classifiers.load(source, TinyBert.LABELS, Device.CPU);
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor bias = model.parameters().all().stream()
                    .filter(parameter -> parameter.name().matches(".*pooler.*bias"))
                    .findFirst()
                    .orElseThrow()
                    .tensor();
            bias.zero_().narrow(0, bias.size(0) - 1, 1).fill_(new Scalar(last));
            model.save(folder, List.of("a", "b", "c"));
        }
    }
}
