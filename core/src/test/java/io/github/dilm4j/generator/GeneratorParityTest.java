package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.ReferenceFixture;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.LabelledTextFormat.Spacing;
import io.github.dilm4j.generator.TransformerGenerator.Settings;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Compares likelihoods and generator gradients with the reference implementation, starting from the texts. */
class GeneratorParityTest {
    private static final double TOLERANCE = 1e-5;

    @Test
    void likelihoodsAndGradientsAgreeWithTheReference() {
        JsonNode cases = ReferenceFixture.cases();
        assertThat(cases).hasSize(4);
        for (JsonNode fixture : cases) {
            String name = fixture.get("name").asText();
            JsonNode expected = fixture.get("expected");
            List<Example> examples = new ArrayList<>();
            fixture.get("synthetic")
                    .get("texts")
                    .forEach(text -> examples.add(
                            Example.of(text.asText(), fixture.get("label").asInt())));
            try (Tokenizer tokenizer = Tokenizer.load(ReferenceFixture.GENERATOR)) {
                agreeOnTokens(tokenizer, examples, fixture.get("synthetic").get("generator"));
                agreeOnOwnTokens(tokenizer, examples, expected);
                CausalModel model = CausalModels.load(ReferenceFixture.GENERATOR, 0, Device.CPU);
                try (Generator generator = generator(model, tokenizer, NllAverage.PADDED_LENGTH);
                        NllPass pass = generator.nllPass(examples)) {
                    agree(name, pass.nll(), floats(expected.get("nll_mean_over_padded_length")));
                    pass.backward(floats(expected.get("d_loss_d_nll")));
                    agreeOnGradients(name, model, expected);
                }
            }
        }
    }

    private static void agreeOnTokens(Tokenizer tokenizer, List<Example> examples, JsonNode tokens) {
        List<TokenSequence> sequences =
                new LabelledTextFormat(tokenizer, 2, false, 96, Spacing.REFERENCE).encode(examples);
        for (int i = 0; i < sequences.size(); i++) {
            int[] padded = ints(tokens.get("input_ids").get(i));
            int length =
                    Arrays.stream(ints(tokens.get("attention_mask").get(i))).sum();
            assertThat(sequences.get(i).ids()).containsExactly(Arrays.copyOf(padded, length));
        }
    }

    private static void agreeOnOwnTokens(Tokenizer tokenizer, List<Example> examples, JsonNode expected) {
        float[] sums = floats(expected.get("token_nll_sum"));
        float[] counts = floats(expected.get("token_count"));
        CausalModel model = CausalModels.load(ReferenceFixture.GENERATOR, 0, Device.CPU);
        try (Generator generator = generator(model, tokenizer, NllAverage.OWN_TOKENS)) {
            float[] nll = generator.nll(examples);
            for (int i = 0; i < nll.length; i++) {
                nll[i] *= counts[i];
            }
            agree("sum over own tokens", nll, sums);
        }
    }

    private static void agreeOnGradients(String name, CausalModel model, JsonNode expected) {
        double norm = expected.get("generator_gradient_norm").asDouble();
        try (PointerScope scope = new PointerScope();
                SafetensorsFile file = SafetensorsFile.open(ReferenceFixture.GRADIENTS)) {
            double reached = model.parameters().gradients().norm().item_double();
            assertThat(Math.abs(reached / norm - 1)).as(name + " gradient norm").isLessThan(TOLERANCE);
            String prefix = name + ".generator_grad.";
            int compared = 0;
            for (String entry : file.names()) {
                if (entry.startsWith(prefix)) {
                    Tensor gradient = model.parameters().gradient(entry.substring(prefix.length()));
                    Tensor target = Tensors.zeros(ScalarType.Float, Device.CPU, gradient.numel());
                    file.copyInto(entry, target);
                    double error = gradient.flatten().sub(target).norm().item_double();
                    assertThat(error).as(entry).isLessThan(TOLERANCE * norm);
                    compared++;
                }
            }
            assertThat(compared).isEqualTo(26);
        }
    }

    private static Generator generator(CausalModel model, Tokenizer tokenizer, NllAverage average) {
        return new TransformerGenerator(
                model,
                new LabelledTextFormat(tokenizer, 2, false, 96, Spacing.REFERENCE),
                new Settings(OptimizerKind.ADAMW, 0.01, true, average));
    }

    private static void agree(String what, float[] actual, float[] expected) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow(actual[i] - expected[i], 2);
            size += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(error / size)).as(what).isLessThan(TOLERANCE);
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }
}
