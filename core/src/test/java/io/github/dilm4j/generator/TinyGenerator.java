package io.github.dilm4j.generator;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.LabelPrompt;
import io.github.dilm4j.generator.LabelledTextFormat.Spacing;
import io.github.dilm4j.generator.TransformerGenerator.Settings;
import io.github.dilm4j.model.causal.CausalTransformer;
import io.github.dilm4j.model.gpt2.Gpt2Architecture;
import io.github.dilm4j.model.gpt2.Gpt2Config;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.BytePairTraining;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A new generator with a few thousand weights, and texts for it. */
final class TinyGenerator implements AutoCloseable {
    static final List<Example> EXAMPLES = List.of(
            Example.of("a film", 0),
            Example.of("a warm and funny film of rare charm", 1),
            Example.of("dull", 0),
            Example.of("not funny , not warm , not a film", 0),
            Example.of("the charm of a rare film", 1));

    static final LabelPrompt PROMPT = new LabelPrompt("{label} film:", List.of("dull", "warm and funny"));

    final Tokenizer tokenizer;
    final LabelledTextFormat format;
    final CausalTransformer model;
    final TransformerGenerator generator;

    private TinyGenerator(
            Tokenizer tokenizer,
            boolean pairs,
            int maxTokens,
            double spread,
            Settings settings,
            Optional<LabelPrompt> prompt) {
        this.tokenizer = tokenizer;
        format = new LabelledTextFormat(tokenizer, 2, pairs, maxTokens, Spacing.COMPACT, prompt);
        Gpt2Config config = new Gpt2Config(
                tokenizer.size(),
                12,
                2,
                3,
                20,
                40,
                "gelu_new",
                0.1,
                0.1,
                0.1,
                spread,
                1e-5,
                OptionalInt.of(format.endId()),
                true);
        model = Gpt2Architecture.create(config, 5, Device.CPU);
        endSoon();
        generator = new TransformerGenerator(model, format, settings);
    }

    static TinyGenerator single() {
        return of(false, Settings.usual());
    }

    static TinyGenerator of(boolean pairs, Settings settings) {
        return new TinyGenerator(tokenizer(), pairs, 40, 0.4, settings, Optional.empty());
    }

    /** Returns a generator whose texts follow prompts of different lengths. */
    static TinyGenerator prompted(Settings settings) {
        return new TinyGenerator(tokenizer(), false, 32, 0.4, settings, Optional.of(PROMPT));
    }

    static Settings settings(OptimizerKind optimizer, boolean dropout, NllAverage average) {
        return new Settings(optimizer, 0, dropout, average);
    }

    /** Returns a byte-level tokenizer with the tokens of two labels. */
    static Tokenizer tokenizer() {
        List<String> texts =
                EXAMPLES.stream().map(example -> example.texts().get(0)).toList();
        try (Tokenizer trained = BytePairTraining.train(texts, 275)) {
            return LabelledTextFormat.addTokens(trained, 2);
        }
    }

    /** Makes the end token likely, so that the texts have many different lengths. */
    private void endSoon() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor end =
                    model.parameters().get("transformer.wte.weight").tensor().select(0, format.endId());
            model.parameters().get("transformer.ln_f.bias").tensor().copy_(end.mul(new Scalar(2.5)));
        }
    }

    @Override
    public void close() {
        generator.close();
        tokenizer.close();
    }
}
