package io.github.dilm4j.generator;

import static io.github.dilm4j.generator.TinyGenerator.EXAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.Precision;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.LabelledTextFormat.Spacing;
import io.github.dilm4j.generator.TransformerGenerator.Settings;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests every causal architecture as a generator and as an in-context model. */
class CausalGeneratorTest {
    static List<String> architectures() {
        return CausalParityTest.architectures().toList();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void trainingLowersTheLossAndTextsAreWritten(String name) {
        for (Precision precision : Precision.values()) {
            Settings settings = new Settings(OptimizerKind.ADAMW, 0, true, NllAverage.OWN_TOKENS, precision);
            try (Tokenizer tokenizer = TinyGenerator.tokenizer()) {
                List<Example> few = EXAMPLES.subList(0, 3);
                LabelledTextFormat format = new LabelledTextFormat(tokenizer, 2, false, 40, Spacing.COMPACT);
                CausalModel model = CausalModels.load(TinyCausal.of(name).folder(), tokenizer.size(), Device.CPU);
                try (TransformerGenerator generator = new TransformerGenerator(model, format, settings)) {
                    List<TokenSequence> sequences = generator.encode(few);
                    double before = generator.trainStep(sequences, 0.01, 1, 0);
                    double after = before;
                    for (int step = 1; step < 12; step++) {
                        after = generator.trainStep(sequences, 0.01, 1, step);
                    }
                    assertThat(after).isLessThan(0.9 * before);
                    GenerationOptions options = new GenerationOptions(0.95, 0, 1, 1, 12, 4);
                    List<GeneratedText> texts = generator.generate(1, 3, options, 3);
                    assertThat(texts).hasSize(3).isEqualTo(generator.generate(1, 3, options, 3));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void answersAfterASharedPrefixAreThoseOfTheWholePrompt(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        int[] prompt = tiny.rows("ids")[3];
        int[] prefix = Arrays.copyOf(prompt, 9);
        int[] suffix = Arrays.copyOfRange(prompt, 9, prompt.length);
        float[] whole;
        try (CausalModel model = tiny.model();
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            var hidden = model.hiddenStates(PackedBatch.of(new int[][] {prompt}, Device.CPU), Pass.EXACT);
            whole = Tensors.floats(model.logits(hidden.narrow(0, prompt.length - 1, 1)));
        }
        try (NextTokens judge = new CausalNextTokens(tiny.model())) {
            float[] likelihoods = judge.logLikelihoods(
                            prefix, List.of(suffix, Arrays.copyOf(suffix, 3)), List.of(new int[] {5}, new int[] {30}))[
                    0];
            double normalizer = Math.log(IntStream.range(0, whole.length)
                    .mapToDouble(i -> Math.exp(whole[i]))
                    .sum());
            assertThat((double) likelihoods[0]).isCloseTo(whole[5] - normalizer, within(1e-4));
            assertThat((double) likelihoods[1]).isCloseTo(whole[30] - normalizer, within(1e-4));
        }
    }
}
