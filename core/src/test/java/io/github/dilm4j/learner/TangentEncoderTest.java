package io.github.dilm4j.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.LinearTrace;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TangentEncoderTest {
    private static final int HIDDEN = 12;
    private static final int LAYERS = 10; // four of the first block, six of the last one
    private static final RandomStreams STREAMS = new RandomStreams(7);
    private static final List<Example> EXAMPLES =
            List.of(Example.of("a b a", 0), Example.of("b", 1), Example.of("b b a b a", 0));

    @TempDir
    Path folder;

    private final ClassifierModel model = Classifiers.load(TinyBert.FOLDER, TinyBert.LABELS, Device.CPU);
    private Tokenizer tokenizer;
    private TangentEncoder encoder;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\n");
        tokenizer = Tokenizer.load(folder);
        encoder = new TangentEncoder(model, tokenizer, 16, STREAMS);
    }

    @AfterEach
    void close() {
        tokenizer.close();
        model.close();
    }

    @Test
    void coordinatesAreDerivativesAlongTheProjections() {
        float[][] embeddings = encoder.embed(EXAMPLES);
        // The first block: joined query, key and value; the attention's output; the feed-forward's two layers.
        String layer = "bert.encoder.layer.0.";
        isDerivative(embeddings, 1, layer + "attention.output.dense.weight");
        isDerivative(embeddings, 2, layer + "intermediate.dense.weight");
        isDerivative(embeddings, 3, layer + "output.dense.weight");
        // The last block computes its queries at the first token only, so its layers are not joined.
        String last = "bert.encoder.layer.1.";
        isDerivative(embeddings, 4, last + "attention.self.query.weight");
        isDerivative(embeddings, 9, last + "output.dense.weight");
    }

    @Test
    void aTextsEmbeddingDoesNotDependOnItsBatch() {
        float[][] together = encoder.embed(EXAMPLES);
        for (int i = 0; i < together.length; i++) {
            float[] alone = encoder.embed(EXAMPLES.subList(i, i + 1))[0];
            assertThat(TinyBert.relativeError(together[i], alone)).isLessThan(1e-5);
        }
        assertThat(together[0]).hasSize(LAYERS * encoder.blockSize());
        assertThat(TinyBert.relativeError(together[1], together[0])).isGreaterThan(0.01);
        assertThat(encoder.embed(List.of())).isEmpty();
    }

    @Test
    void theSameSeedGivesTheSameFeatures() {
        TangentEncoder same = new TangentEncoder(model, tokenizer, 16, STREAMS);
        TangentEncoder other = new TangentEncoder(model, tokenizer, 16, new RandomStreams(8));
        assertThat(same.embed(EXAMPLES)).isEqualTo(encoder.embed(EXAMPLES));
        assertThat(other.embed(EXAMPLES)).isNotEqualTo(encoder.embed(EXAMPLES));
    }

    @Test
    void noWeightBecomesTrainable() {
        encoder.embed(EXAMPLES);
        assertThat(model.parameters().all())
                .noneMatch(parameter -> parameter.tensor().requires_grad());
    }

    @Test
    void tracesDoNotNest() {
        try (LinearTrace trace = new LinearTrace()) {
            assertThatThrownBy(() -> encoder.embed(EXAMPLES)).isInstanceOf(IllegalStateException.class);
            assertThat(trace.steps()).isEmpty();
        }
        assertThat(encoder.embed(EXAMPLES)).hasDimensions(3, LAYERS * encoder.blockSize());
    }

    /** Compares some coordinates of a block with central differences of the projected summary state. */
    private void isDerivative(float[][] embeddings, int step, String weight) {
        int side = (int) Math.sqrt(encoder.blockSize());
        long[] shape = model.parameters().get(weight).shape(); // [out, in]
        float[] out = signs((int) shape[0] * side, "tangent out", step);
        float[] in = signs((int) shape[1] * side, "tangent in", step);
        for (int coordinate : new int[] {0, side + 2}) {
            float[] change = new float[(int) (shape[0] * shape[1])];
            for (int o = 0; o < shape[0]; o++) {
                for (int i = 0; i < shape[1]; i++) {
                    change[o * (int) shape[1] + i] =
                            1e-2f * out[o * side + coordinate / side] * in[i * side + coordinate % side];
                }
            }
            double[] up = projections(weight, change, 1);
            double[] down = projections(weight, change, -1);
            for (int text = 0; text < EXAMPLES.size(); text++) {
                double derivative = (up[text] - down[text]) / 2e-2;
                assertThat((double) embeddings[text][step * encoder.blockSize() + coordinate])
                        .as("%s, text %d", weight, text)
                        .isCloseTo(derivative, within(0.02 * Math.abs(derivative) + 0.02));
            }
        }
    }

    /** Each text's projected summary state, with a weight changed by {@code sign · change}. */
    private double[] projections(String weight, float[] change, int sign) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor values = model.parameters().get(weight).tensor();
            Tensor before = values.clone();
            values.add_(Tensors.of(
                            change, Device.CPU, model.parameters().get(weight).shape())
                    .mul(Tensors.of(new float[] {sign}, Device.CPU, 1)));
            List<TokenSequence> sequences = TokenBatch.sequences(tokenizer, EXAMPLES, 16);
            PaddedBatch batch = PaddedBatches.of(model).pad(sequences);
            Tensor projected = model.summaryStates(batch, Pass.EXACT)
                    .matmul(Tensors.of(direction(), Device.CPU, HIDDEN)); // [texts]
            values.copy_(before);
            float[] floats = Tensors.floats(projected);
            double[] result = new double[floats.length];
            for (int i = 0; i < floats.length; i++) {
                result[i] = floats[i];
            }
            return result;
        }
    }

    private static float[] direction() {
        var sampler = ZigguratSampler.NormalizedGaussian.of(STREAMS.stream("tangent direction"));
        float[] direction = new float[HIDDEN];
        for (int i = 0; i < HIDDEN; i++) {
            direction[i] = (float) sampler.sample();
        }
        return direction;
    }

    private static float[] signs(int n, String stream, int step) {
        UniformRandomProvider random = STREAMS.stream(stream, step);
        float[] signs = new float[n];
        for (int i = 0; i < n; i++) {
            signs[i] = random.nextBoolean() ? 1 : -1;
        }
        return signs;
    }
}
