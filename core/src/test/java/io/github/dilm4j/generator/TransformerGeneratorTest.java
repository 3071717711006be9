package io.github.dilm4j.generator;

import static io.github.dilm4j.generator.TinyGenerator.EXAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.data.LabelPrompt;
import io.github.dilm4j.generator.TransformerGenerator.Settings;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransformerGeneratorTest extends GeneratorContract {
    private static final float[] COEFFICIENTS = {0.7f, -0.2f, -0.9f, 0.3f, 0.1f};

    @Override
    Generator generator() {
        TinyGenerator tiny = TinyGenerator.single();
        return TransformerGenerator.withTokenizer(tiny.model, tiny.format, Settings.usual());
    }

    @ParameterizedTest
    @EnumSource(NllAverage.class)
    void theWeightedGradientIsTheSlopeOfTheWeightedLikelihoods(NllAverage average) {
        Settings settings = TinyGenerator.settings(OptimizerKind.ADAMW, true, average);
        for (TinyGenerator tiny : List.of(TinyGenerator.of(false, settings), TinyGenerator.prompted(settings))) {
            theGradientIsTheSlope(tiny);
            tiny.close();
        }
    }

    private static void theGradientIsTheSlope(TinyGenerator tiny) {
        Parameters parameters = tiny.model.parameters();
        try (NllPass pass = tiny.generator.nllPass(EXAMPLES);
                PointerScope scope = new PointerScope()) {
            assertThat(pass.nll()).isEqualTo(tiny.generator.nll(EXAMPLES));
            pass.backward(COEFFICIENTS);
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor gradient = parameters.gradients().clone(); // [elements]
            double norm = gradient.norm().item_double();
            assertThat(norm).isGreaterThan(0.1);
            double coarse = slope(tiny, gradient, 5e-3 / norm);
            double fine = slope(tiny, gradient, 2.5e-3 / norm);
            double slope = (4 * fine - coarse) / 3; // Richardson extrapolation removes the second-order error
            assertThat(slope).isCloseTo(norm * norm, within(2e-3 * norm * norm));
        }
    }

    @Test
    void onlyTheTextIsCountedAfterAPrompt() {
        try (TinyGenerator tiny = TinyGenerator.prompted(Settings.usual());
                PointerScope scope = new PointerScope()) {
            float[] nll = tiny.generator.nll(EXAMPLES);
            List<TokenSequence> sequences = tiny.generator.encode(EXAMPLES);
            double total = 0;
            int tokens = 0;
            for (int i = 0; i < nll.length; i++) {
                int[] ids = sequences.get(i).ids();
                int begin = tiny.format.prefix(EXAMPLES.get(i).label()).length;
                Tensor logs = tiny.model
                        .logits(tiny.model.hiddenStates(
                                PackedBatch.of(new int[][] {Arrays.copyOf(ids, ids.length - 1)}, Device.CPU),
                                Pass.EXACT))
                        .log_softmax(-1); // [tokens - 1, vocabulary]
                double sum = 0;
                for (int j = begin; j < ids.length; j++) {
                    sum -= logs.select(0, j - 1L).select(0, ids[j]).item_double();
                }
                assertThat(nll[i]).isCloseTo((float) (sum / (ids.length - begin)), within(1e-5f));
                total += sum;
                tokens += ids.length - begin;
            }
            assertThat(tiny.generator.accumulateLanguageModelLoss(sequences, 1))
                    .isCloseTo(total / tokens, within(1e-5));
        }
    }

    @Test
    void addedVectorsTakeTheStepOfTheirOwnRate() {
        Settings plain = Settings.usual(); // includes weight decay
        Settings faster = plain.withAddedVectorRate(5);
        try (TinyGenerator one = TinyGenerator.prompted(plain);
                TinyGenerator five = TinyGenerator.prompted(plain);
                TinyGenerator mixed = TinyGenerator.prompted(faster);
                PointerScope scope = new PointerScope()) {
            List<TokenSequence> sequences = one.generator.encode(EXAMPLES);
            float[][] start = Tensors.rows(one.model.tokenVectors().clone());
            one.generator.trainStep(sequences, 1e-3, 1, 7);
            five.generator.trainStep(sequences, 5e-3, 1, 7);
            mixed.generator.trainStep(sequences, 1e-3, 1, 7);
            float[][] slow = Tensors.rows(one.model.tokenVectors());
            float[][] fast = Tensors.rows(five.model.tokenVectors());
            float[][] both = Tensors.rows(mixed.model.tokenVectors());
            Set<Integer> added = Arrays.stream(one.format.addedIds()).boxed().collect(Collectors.toSet());
            for (int id = 0; id < both.length; id++) {
                if (added.contains(id)) {
                    assertThat(both[id]).isNotEqualTo(start[id]);
                    for (int i = 0; i < both[id].length; i++) {
                        assertThat(both[id][i]).isCloseTo(fast[id][i], within(1e-6f));
                    }
                } else {
                    assertThat(both[id]).isEqualTo(slow[id]);
                }
            }
        }
    }

    @Test
    void aFasterRateOfAddedVectorsResumesExactly() {
        Settings faster = Settings.usual().withAddedVectorRate(20);
        Path state = folder.resolve("state.safetensors");
        float[] learned;
        try (TinyGenerator tiny = TinyGenerator.prompted(faster)) {
            train(tiny, 0, 3);
            tiny.generator.saveState(state);
            train(tiny, 3, 6);
            learned = tiny.generator.nll(EXAMPLES);
        }
        try (TinyGenerator tiny = TinyGenerator.prompted(faster)) {
            tiny.generator.loadState(state);
            train(tiny, 3, 6);
            assertThat(tiny.generator.nll(EXAMPLES)).isEqualTo(learned);
        }
    }

    @Test
    void aPromptIsSavedWithTheModel() {
        GenerationOptions sampling = new GenerationOptions(0.9, 0, 1, 1, 18, 4);
        try (TinyGenerator tiny = TinyGenerator.prompted(Settings.usual())) {
            tiny.generator.save(folder, sampling);
            assertThat(LabelPrompt.of(folder)).contains(TinyGenerator.PROMPT);
            assertThat(generationConfig()).contains("\"max_length\":" + (18 + tiny.format.promptTokens()));
        }
        try (TinyGenerator tiny = TinyGenerator.single()) {
            tiny.generator.save(folder.resolve("plain"), sampling);
            assertThat(LabelPrompt.of(folder.resolve("plain"))).isEmpty();
        }
    }

    @Test
    void theLanguageModelLossIsTheMeanOverAllTokensAndItsWeightScalesTheGradient() {
        try (TinyGenerator tiny = TinyGenerator.single();
                PointerScope scope = new PointerScope()) {
            List<TokenSequence> sequences = tiny.generator.encode(EXAMPLES);
            float[] nll = tiny.generator.nll(EXAMPLES);
            double sum = 0;
            int tokens = 0;
            for (int i = 0; i < nll.length; i++) {
                int own = sequences.get(i).length() - 1;
                sum += (double) nll[i] * own;
                tokens += own;
            }
            assertThat(tiny.generator.accumulateLanguageModelLoss(sequences, 1)).isCloseTo(sum / tokens, within(1e-5));
            Tensor once = tiny.model.parameters().gradients().clone();
            tiny.model.parameters().zeroGradients();
            tiny.generator.accumulateLanguageModelLoss(sequences, 0.25);
            tiny.generator.accumulateLanguageModelLoss(sequences, 0.5);
            double difference = tiny.model
                    .parameters()
                    .gradients()
                    .sub(once.mul(new Scalar(0.75)))
                    .norm()
                    .item_double();
            assertThat(difference).isLessThan(1e-5 * once.norm().item_double());
        }
    }

    @Test
    void theStateOfAnotherOptimizerIsRefused() {
        Path state = folder.resolve("state.safetensors");
        try (TinyGenerator tiny = TinyGenerator.single()) {
            train(tiny, 0, 1);
            tiny.generator.saveState(state);
        }
        try (TinyGenerator other =
                TinyGenerator.of(false, TinyGenerator.settings(OptimizerKind.MOMENTUM, true, NllAverage.OWN_TOKENS))) {
            assertThatThrownBy(() -> other.generator.loadState(state))
                    .hasMessageStartingWith(state + ": is the state of another model or optimizer");
        }
    }

    @Test
    void aSavedFolderHoldsAllThatTransformersNeeds() {
        try (TinyGenerator tiny = TinyGenerator.single()) {
            tiny.generator.save(folder, new GenerationOptions(0.9, 0, 1, 1, 18, 4));
            assertThat(List.of(
                            "config.json",
                            "model.safetensors",
                            "tokenizer.json",
                            "tokenizer_config.json",
                            "generation_config.json"))
                    .allMatch(name -> Files.exists(folder.resolve(name)));
        }
    }

    @Test
    void aSavedFolderTellsHowTextsAreDrawn() {
        try (TinyGenerator tiny = TinyGenerator.single()) {
            String ids = "{\"eos_token_id\":" + tiny.format.endId() + ",\"pad_token_id\":" + tiny.format.padId();
            tiny.generator.save(folder, new GenerationOptions(0.9, 20, 0.7, 1.2, 18, 4));
            String drawing = ",\"max_length\":18,\"suppress_tokens\":"
                    + Arrays.toString(tiny.format.forbiddenIds()).replace(" ", "");
            assertThat(generationConfig())
                    .isEqualTo(ids + ",\"do_sample\":true,\"repetition_penalty\":1.2" + drawing
                            + ",\"temperature\":0.7,\"top_k\":20,\"top_p\":0.9}");
            tiny.generator.save(folder, new GenerationOptions(0.9, 20, 0, 1, 18, 4));
            assertThat(generationConfig())
                    .isEqualTo(ids + ",\"do_sample\":false,\"repetition_penalty\":1.0" + drawing + "}");
        }
    }

    private String generationConfig() {
        return Json.read(folder.resolve("generation_config.json"), JsonNode.class)
                .toString();
    }

    @Test
    void onlyItsOwnTokenizerIsClosedWithAGenerator() {
        TinyGenerator borrowing = TinyGenerator.single();
        borrowing.generator.close();
        assertThat(borrowing.tokenizer.encode(" a film")).isNotEmpty();
        borrowing.tokenizer.close();

        TinyGenerator tiny = TinyGenerator.single();
        TransformerGenerator.withTokenizer(tiny.model, tiny.format, TransformerGenerator.Settings.usual())
                .close();
        assertThatThrownBy(() -> tiny.tokenizer.encode(" a film")).hasMessage("the tokenizer is closed");
    }

    @Test
    void memoryIsFlatOver300Steps() {
        try (TinyGenerator tiny = TinyGenerator.single()) {
            work(tiny, 0, 50);
            long least = Long.MAX_VALUE; // a leak shows in every window, growth of the Java heap does not
            for (int window = 0; window < 3; window++) {
                long before = residentBytes();
                work(tiny, 50 + 100 * window, 150 + 100 * window);
                least = Math.min(least, residentBytes() - before);
            }
            assertThat(least).isLessThan(2L << 20);
        }
    }

    private static void work(TinyGenerator tiny, int from, int to) {
        GenerationOptions options = new GenerationOptions(0.95, 0, 1, 1.2, 18, 4);
        List<TokenSequence> sequences = tiny.generator.encode(EXAMPLES);
        for (int step = from; step < to; step++) {
            tiny.generator.trainStep(sequences, 1e-4, 1, step);
            try (NllPass pass = tiny.generator.nllPass(EXAMPLES)) {
                pass.backward(COEFFICIENTS);
            }
            tiny.generator.step(1e-4, 1);
            if (step % 10 == 0) {
                tiny.generator.generate(0, 8, options, step);
            }
        }
    }

    private static long residentBytes() {
        System.gc();
        return Pointer.physicalBytes();
    }

    private static void train(TinyGenerator tiny, int from, int to) {
        List<TokenSequence> sequences = tiny.generator.encode(EXAMPLES);
        for (int step = from; step < to; step++) {
            tiny.generator.trainStep(sequences, 2e-2, 1, step);
        }
    }

    private static double slope(TinyGenerator tiny, Tensor gradient, double step) {
        return (weighted(tiny, gradient, step) - weighted(tiny, gradient, -step)) / (2 * step);
    }

    /** Returns Σ cᵢ·nllᵢ with the weights moved by {@code step} along the gradient. */
    private static double weighted(TinyGenerator tiny, Tensor gradient, double step) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensor values = tiny.model.parameters().values();
            Tensor before = values.clone();
            values.add_(gradient, new Scalar(step));
            float[] nll = tiny.generator.nll(EXAMPLES);
            values.copy_(before);
            double sum = 0;
            for (int i = 0; i < nll.length; i++) {
                sum += (double) COEFFICIENTS[i] * nll[i];
            }
            return sum;
        }
    }
}
