package io.github.dilm4j.learner;

import static io.github.dilm4j.learner.TinyBert.flat;
import static io.github.dilm4j.learner.TinyBert.relativeError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.ReferenceFixture;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.TransformerLearner.Settings;
import io.github.dilm4j.matching.GradientMatching;
import io.github.dilm4j.matching.HeadGradients;
import io.github.dilm4j.matching.LayerFactors;
import io.github.dilm4j.matching.Match;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/**
 * Compares with the reference implementation, starting from the texts. The generator's likelihoods come from the
 * fixture.
 */
class GradientMatchingParityTest {
    private static final double HEAD_TOLERANCE = 1e-5;
    private static final double FULL_TOLERANCE = 1e-4;
    private static final double SYNTHETIC_WEIGHTS = 1e-6;

    @Test
    void headCasesAgreeWithTheReference() {
        int seen = 0;
        for (JsonNode fixture : cases("classifier head")) {
            seen++;
            JsonNode expected = fixture.get("expected");
            try (TransformerLearner learner = learner()) {
                TokenBatch real = batch(fixture, "real");
                TokenBatch synthetic = batch(fixture, "synthetic");
                agreeOnLogits(learner, synthetic, expected, fixture.get("name").asText());

                MeanGradient realGradient = learner.headGradients(real).mean();
                HeadGradients syntheticGradients = learner.headGradients(synthetic);
                float[] nll = floats(expected.get("nll_mean_over_padded_length"));
                Match match = new GradientMatching(1).match(realGradient, syntheticGradients, nll);

                String name = fixture.get("name").asText();
                agree(name + " real gradient", inFileOrder(realGradient), file(name + ".real_gradient"));
                MeanGradient weighted = weightedMean(syntheticGradients, match.weights());
                agree(name + " synthetic gradient", inFileOrder(weighted), file(name + ".synthetic_gradient"));
                agreeOnMatch(name, match, expected, HEAD_TOLERANCE);
            }
        }
        assertThat(seen).isEqualTo(2);
    }

    @Test
    void fullParameterCasesAgreeWithTheReference() {
        int seen = 0;
        for (JsonNode fixture : cases("all")) {
            seen++;
            JsonNode expected = fixture.get("expected");
            String name = fixture.get("name").asText();
            try (TransformerLearner learner = learner()) {
                TokenBatch synthetic = batch(fixture, "synthetic");
                agreeOnLogits(learner, synthetic, expected, name);
                try (FullGradient real = learner.fullGradient(batch(fixture, "real"))) {
                    double norm = expected.get("real_gradient_norm").asDouble();
                    assertThat(Math.abs(real.norm() - norm) / norm).isLessThan(HEAD_TOLERANCE);
                    float[] nll = floats(expected.get("nll_mean_over_padded_length"));
                    agreeOnMatch(name, learner.matchFully(real, synthetic, nll, 1), expected, FULL_TOLERANCE);
                }
            }
        }
        assertThat(seen).isEqualTo(2);
    }

    private static TransformerLearner learner() {
        return new TransformerLearner(Classifiers.load(ReferenceFixture.LEARNER, 2, Device.CPU), Settings.usual());
    }

    private static List<JsonNode> cases(String gradients) {
        List<JsonNode> chosen = new ArrayList<>();
        for (JsonNode fixture : ReferenceFixture.cases()) {
            if (fixture.get("gradients").asText().startsWith(gradients)) {
                chosen.add(fixture);
            }
        }
        return chosen;
    }

    /** Tokenises the texts, and checks that the ids equal the fixture's. */
    private static TokenBatch batch(JsonNode fixture, String role) {
        JsonNode part = fixture.get(role);
        List<Example> examples = new ArrayList<>();
        part.get("texts")
                .forEach(text -> examples.add(
                        new Example(List.of(text.asText()), fixture.get("label").asInt())));
        JsonNode tokens = part.has("learner") ? part.get("learner") : part;
        TokenBatch batch;
        try (Tokenizer tokenizer = Tokenizer.load(ReferenceFixture.LEARNER)) {
            batch = TokenBatch.of(
                    tokenizer, examples, tokens.get("input_ids").get(0).size());
        }
        for (int i = 0; i < batch.size(); i++) {
            int[] padded = TinyBert.ints(tokens.get("input_ids").get(i));
            int length = java.util.Arrays.stream(
                            TinyBert.ints(tokens.get("attention_mask").get(i)))
                    .sum();
            assertThat(batch.sequences().get(i).ids()).containsExactly(java.util.Arrays.copyOf(padded, length));
        }
        return batch;
    }

    private static void agreeOnLogits(TransformerLearner learner, TokenBatch batch, JsonNode expected, String name) {
        JsonNode rows = expected.get("learner_logits");
        float[][] logits = new float[rows.size()][];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = floats(rows.get(i));
        }
        agree(name + " logits", flat(learner.logits(batch.sequences())), flat(logits));
        agree(name + " losses", learner.losses(batch), floats(expected.get("learner_loss")));
    }

    private static void agreeOnMatch(String name, Match match, JsonNode expected, double tolerance) {
        double loss = expected.get("matching_loss").asDouble();
        assertThat(relativeError(match.weights(), floats(expected.get("loss_weights"))))
                .as(name + " weights")
                .isLessThan(SYNTHETIC_WEIGHTS);
        assertThat(match.cosine() / expected.get("cosine_similarity").asDouble() - 1)
                .as(name + " cosine")
                .isBetween(-HEAD_TOLERANCE, HEAD_TOLERANCE);
        // The reference subtracts a float32 cosine from 1, which leaves 6e-8 of absolute error in its loss.
        assertThat(Math.abs(match.loss() - loss)).as(name + " loss").isLessThan(tolerance * loss + 1.2e-7);
        assertThat(relativeError(match.coefficients(), floats(expected.get("d_loss_d_nll"))))
                .as(name + " coefficients")
                .isLessThan(tolerance);
    }

    private static void agree(String what, float[] actual, float[] expected) {
        assertThat(relativeError(actual, expected)).as(what).isLessThan(HEAD_TOLERANCE);
    }

    private static MeanGradient weightedMean(HeadGradients gradients, float[] weights) {
        LayerFactors layer = gradients.layers().get(0);
        float[][] deltas = new float[layer.size()][layer.outputs()];
        for (int i = 0; i < deltas.length; i++) {
            for (int o = 0; o < deltas[i].length; o++) {
                deltas[i][o] = layer.deltas()[i][o] * weights[i] * layer.size();
            }
        }
        return new HeadGradients(List.of(new LayerFactors(deltas, layer.inputs()))).mean();
    }

    /** Returns the weight's gradient [2, 24], followed by the bias's [2]. */
    private static float[] inFileOrder(MeanGradient gradient) {
        float[] joined = gradient.layers().get(0);
        float[] apart = new float[50];
        for (int o = 0; o < 2; o++) {
            System.arraycopy(joined, o * 25, apart, o * 24, 24);
            apart[48 + o] = joined[o * 25 + 24];
        }
        return apart;
    }

    private static float[] file(String name) {
        try (SafetensorsFile file = SafetensorsFile.open(ReferenceFixture.GRADIENTS);
                PointerScope scope = new PointerScope()) {
            Tensor tensor = Tensors.zeros(ScalarType.Float, Device.CPU, 50);
            file.copyInto(name, tensor);
            return Tensors.floats(tensor);
        }
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }
}
