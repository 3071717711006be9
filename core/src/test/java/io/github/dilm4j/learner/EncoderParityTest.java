package io.github.dilm4j.learner;

import static io.github.dilm4j.learner.TinyBert.flat;
import static io.github.dilm4j.learner.TinyBert.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.Precision;
import io.github.dilm4j.learner.TransformerLearner.Settings;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares a tiny random classifier of every architecture with transformers, to within 1e-5 of the largest value. */
class EncoderParityTest {
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert",
                "bert-long",
                "roberta",
                "xlm-roberta",
                "distilbert",
                "electra",
                "albert",
                "xlnet",
                "deberta-v3",
                "deberta-v2",
                "modernbert",
                "modernbert-mean",
                "llama-classifier",
                "gpt2-classifier"
            })
    private @interface ForEveryArchitecture {}

    private static final double PARITY = 1e-5;
    private static final int MOST_KEPT = 90; // tensors of a pass; two layers make more
    private static final Settings NO_DROPOUT = new Settings(false, false, false, OptimizerKind.ADAMW, 0.01);

    /** scripts/parity/round_trip_encoders.py opens these folders with transformers. */
    private static final Path ROUND_TRIP = Path.of("target", "round-trip");

    private EncoderFixture fixture = new EncoderFixture("bert");
    private TokenBatch batch = fixture.batch();

    private void use(String architecture) {
        fixture = new EncoderFixture(architecture);
        batch = fixture.batch();
    }

    @ForEveryArchitecture
    void logitsAndLossesAgree(String architecture) {
        use(architecture);
        try (TransformerLearner learner = new TransformerLearner(fixture.model(), NO_DROPOUT)) {
            assertThat(relativeError(flat(learner.logits(batch.sequences())), fixture.expected("logits")))
                    .isLessThan(PARITY);
            assertThat(relativeError(learner.losses(batch), fixture.expected("losses")))
                    .isLessThan(PARITY);
        }
    }

    @ForEveryArchitecture
    void aPassKeepsNoTensorsOfItsLayers(String architecture) {
        use(architecture);
        try (ClassifierModel model = fixture.model();
                PointerScope scope = new PointerScope()) {
            PaddedBatch padded = padded(model, new int[] {0});
            long before = Pointer.totalCount();
            model.hiddenStates(padded, Pass.EXACT);
            assertThat(Pointer.totalCount() - before).isLessThan(MOST_KEPT);
        }
    }

    @ForEveryArchitecture
    void statesOfTokensAgreeWhateverThePadding(String architecture) {
        use(architecture);
        try (ClassifierModel model = fixture.model()) {
            for (Pass pass : List.of(Pass.EXACT, Pass.DERIVATIVE)) {
                for (int row = 0; row < batch.size(); row++) {
                    float[] expected = fixture.expectedStates(row, batch);
                    for (int[] company : List.of(new int[] {row}, new int[] {row, 0, batch.size() - 1})) {
                        assertThat(relativeError(states(model, company, pass), expected))
                                .as("row %s of %s, %s", row, company.length, pass)
                                .isLessThan(PARITY);
                    }
                }
            }
        }
    }

    @ForEveryArchitecture
    void embeddingsAreTheSummaryOrTheMeanOfTheStates(String architecture) {
        use(architecture);
        try (ClassifierModel model = fixture.model();
                Tokenizer tokenizer = Tokenizer.load(tokenizerFolder())) {
            for (Pooling pooling : List.of(Pooling.SUMMARY, Pooling.MEAN)) {
                TransformerEncoder encoder = new TransformerEncoder(model, tokenizer, pooling, model.maxTokens());
                float[][] embeddings = encoder.embedSequences(batch.sequences());
                for (int row = 0; row < batch.size(); row++) {
                    float[] states = fixture.expectedStates(row, batch);
                    float[] expected = pooling.equals(Pooling.MEAN) ? mean(states) : summary(states);
                    assertThat(relativeError(embeddings[row], expected))
                            .as("row %s, %s", row, pooling)
                            .isLessThan(PARITY);
                }
            }
        }
    }

    @ForEveryArchitecture
    void theGradientOfEveryParameterAgrees(String architecture) {
        use(architecture);
        try (ClassifierModel model = fixture.model();
                PointerScope scope = new PointerScope()) {
            Parameters parameters = model.parameters();
            TransformerLearner learner = new TransformerLearner(model, NO_DROPOUT);
            try (FullGradient gradient = learner.fullGradient(batch)) {
                parameters.gradients().copy_(gradient.values());
            }
            Set<String> names = parameters.all().stream().map(Parameter::name).collect(Collectors.toSet());
            assertThat(names).isEqualTo(fixture.parametersWithGradients());
            for (String name : names) {
                float[] expected = fixture.expectedGradient(name);
                float[] actual = Tensors.floats(parameters.gradient(name));
                if (largest(expected) < 1e-7) { // 0 up to rounding, since softmax ignores the keys' bias
                    assertThat(largest(actual)).as(name).isLessThan(1e-6);
                } else {
                    assertThat(relativeError(actual, expected)).as(name).isLessThan(PARITY);
                }
            }
        }
    }

    @ForEveryArchitecture
    void gradientsOfTheHeadNeedNoBackPropagation(String architecture) {
        use(architecture);
        try (ClassifierModel model = fixture.model()) {
            TransformerLearner learner = new TransformerLearner(model, NO_DROPOUT);
            MeanGradient mean = learner.headGradients(batch).mean();
            List<Linear> layers = model.head().layers();
            assertThat(mean.layers()).hasSize(layers.size());
            for (int l = 0; l < layers.size(); l++) {
                float[] weight = fixture.expectedGradient(layers.get(l).weight().name()); // [out, in]
                float[] bias = layers.get(l)
                        .bias()
                        .map(parameter -> fixture.expectedGradient(parameter.name()))
                        .orElseGet(() -> new float[EncoderFixture.LABELS]); // [out]
                int in = weight.length / bias.length;
                float[] joined = new float[bias.length * (in + 1)];
                for (int o = 0; o < bias.length; o++) {
                    System.arraycopy(weight, o * in, joined, o * (in + 1), in);
                    joined[o * (in + 1) + in] = bias[o];
                }
                assertThat(relativeError(mean.layers().get(l), joined)).isLessThan(PARITY);
            }
        }
    }

    @ForEveryArchitecture
    void coefficientsOfTheFullGradientAreTheLossesSlopes(String architecture) {
        use(architecture);
        try (TransformerLearner learner = new TransformerLearner(fixture.model(), NO_DROPOUT);
                FullGradient real = learner.fullGradient(batch.select(new int[] {0, 1, 2}))) {
            TokenBatch synthetic = batch.select(new int[] {3, 4, 1});
            float[] nll = {1.5f, 0.75f, 1.0f};
            float[] coefficients = learner.matchFully(real, synthetic, nll, 0.7).coefficients();
            for (int i = 0; i < nll.length; i++) {
                float[] more = nll.clone();
                float[] less = nll.clone();
                more[i] += 0.01f;
                less[i] -= 0.01f;
                double rise = learner.matchFully(real, synthetic, more, 0.7).loss()
                        - learner.matchFully(real, synthetic, less, 0.7).loss();
                double slope = rise / ((double) more[i] - less[i]);
                assertThat((double) coefficients[i]).isCloseTo(slope, within(1e-3 * Math.abs(slope) + 3e-5));
            }
        }
    }

    @ForEveryArchitecture
    void aResetDrawsTheHeadAloneAnewAndTrainingLearns(String architecture) {
        use(architecture);
        try (ClassifierModel model = fixture.model()) {
            Set<String> head = headNames(model);
            assertThat(model.freshParameters()).containsExactlyInAnyOrderElementsOf(head);
            TransformerLearner learner = new TransformerLearner(model, Settings.usual());
            List<float[]> loaded = values(model);
            learner.reset(5);
            float[][] logits = learner.logits(batch.sequences());
            double before = mean(learner.losses(batch), 1)[0];
            for (int step = 0; step < 25; step++) {
                learner.trainStep(batch, 5e-3, 1, step);
            }
            assertThat((double) mean(learner.losses(batch), 1)[0]).isLessThan(0.8 * before);
            learner.reset(5);
            assertThat(learner.logits(batch.sequences())).isDeepEqualTo(logits);
            List<float[]> after = values(model);
            int next = 0;
            for (Parameter parameter : model.parameters().all()) {
                boolean same = Arrays.equals(after.get(next), loaded.get(next++));
                assertThat(same).as(parameter.name()).isEqualTo(!head.contains(parameter.name()));
            }
        }
    }

    @ForEveryArchitecture
    void aFrozenBodyStaysWhileTheHeadLearns(String architecture) {
        use(architecture);
        Settings frozen = new Settings(true, true, false, OptimizerKind.ADAMW, 0.01);
        try (ClassifierModel model = fixture.model()) {
            Set<String> head = headNames(model);
            TransformerLearner learner = new TransformerLearner(model, frozen);
            learner.reset(5);
            List<float[]> before = values(model);
            double loss = mean(learner.losses(batch), 1)[0];
            for (int step = 0; step < 20; step++) {
                learner.trainStep(batch, 2e-2, 1, step);
            }
            assertThat((double) mean(learner.losses(batch), 1)[0]).isLessThan(loss);
            List<float[]> after = values(model);
            int next = 0;
            for (Parameter parameter : model.parameters().all()) {
                boolean same = Arrays.equals(after.get(next), before.get(next++));
                assertThat(same).as(parameter.name()).isEqualTo(!head.contains(parameter.name()));
            }
        }
    }

    @ForEveryArchitecture
    void bfloat16StaysNear(String architecture) {
        use(architecture);
        Settings narrow = new Settings(false, false, false, false, OptimizerKind.ADAMW, 0.01, Precision.BFLOAT16);
        try (TransformerLearner exact = new TransformerLearner(fixture.model(), NO_DROPOUT);
                TransformerLearner rough = new TransformerLearner(fixture.model(), narrow);
                FullGradient gradient = exact.fullGradient(batch);
                FullGradient roughGradient = rough.fullGradient(batch)) {
            float[] logits = flat(rough.logits(batch.sequences()));
            // The bound is relative to the largest logit. The weights of 'bert' have twenty times the spread of BERT's.
            // For MiniLM see docs/benchmarks.md.
            double bound = architecture.equals("bert") ? 5e-2 : 3e-2;
            assertThat(relativeError(logits, fixture.expected("logits"))).isBetween(1e-7, bound);
            double cosine = FullGradient.dot(gradient.values(), roughGradient.values())
                    / gradient.norm()
                    / roughGradient.norm();
            assertThat(cosine).isBetween(0.999, 1 - 1e-12);
        }
    }

    @ForEveryArchitecture
    void textsAreReadAsTransformersReadsThem(String architecture) {
        use(architecture);
        assumeTrue(fixture.hasTokenizer(), "the BERT tokenizer has tests of its own");
        try (Tokenizer tokenizer = Tokenizer.load(fixture.folder());
                ClassifierModel model = fixture.model()) {
            assertThat(tokenizer.encodeAllForClassifier(fixture.texts(), fixture.maxTokens()))
                    .isEqualTo(batch.sequences());
            assertThat(tokenizer.specialTokens().pad()).hasValue(model.padId());
            assertThat(tokenizer.size()).isEqualTo(model.vocabularySize());
            assertThat(model.maxTokens()).isEqualTo(fixture.readsAnyLength() ? Integer.MAX_VALUE : fixture.maxTokens());
        }
    }

    @ForEveryArchitecture
    void aSavedFolderLoadsBitForBit(String architecture) {
        use(architecture);
        Path saved = ROUND_TRIP.resolve(fixture.architecture());
        try (ClassifierModel model = fixture.model()) {
            model.save(saved, List.of("bad", "so so", "good"));
            if (fixture.hasTokenizer()) {
                try (Tokenizer tokenizer = Tokenizer.load(fixture.folder())) {
                    tokenizer.save(saved);
                }
            }
            try (ClassifierModel again = Classifiers.load(saved, EncoderFixture.LABELS, Device.CPU)) {
                assertThat(Tensors.floats(again.parameters().values()))
                        .containsExactly(Tensors.floats(model.parameters().values()));
                assertThat(again.maxTokens()).isEqualTo(model.maxTokens());
                assertThat(again.padId()).isEqualTo(model.padId());
            }
        }
    }

    /** Returns the states at the tokens of the first of these rows [length · hidden]. */
    private float[] states(ClassifierModel model, int[] rows, Pass pass) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            PaddedBatch padded = padded(model, rows);
            float[] all = Tensors.floats(model.hiddenStates(padded, pass)); // [rows, longest, hidden]
            return Arrays.copyOf(all, padded.lengths()[0] * EncoderFixture.HIDDEN);
        }
    }

    private PaddedBatch padded(ClassifierModel model, int[] rows) {
        int[][] ids = new int[rows.length][];
        int[][] types = new int[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            TokenSequence sequence = batch.sequences().get(rows[i]);
            ids[i] = sequence.ids();
            types[i] = sequence.typeIds();
        }
        return PaddedBatch.of(ids, types, model.padId(), Device.CPU);
    }

    private float[] summary(float[] states) {
        int from = fixture.readsTheLastToken() ? states.length - EncoderFixture.HIDDEN : 0;
        return Arrays.copyOfRange(states, from, from + EncoderFixture.HIDDEN);
    }

    private static float[] mean(float[] states) {
        return mean(states, EncoderFixture.HIDDEN);
    }

    private static float[] mean(float[] values, int width) {
        float[] mean = new float[width];
        for (int i = 0; i < values.length; i++) {
            mean[i % width] += values[i] * width / values.length;
        }
        return mean;
    }

    private static Set<String> headNames(ClassifierModel model) {
        Set<String> names = new TreeSet<>();
        for (Linear layer : model.head().layers()) {
            names.addAll(layer.parameterNames());
        }
        return names;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static List<float[]> values(ClassifierModel model) {
        List<float[]> values = new ArrayList<>();
        model.parameters().all().forEach(parameter -> values.add(Tensors.floats(parameter.tensor())));
        return values;
    }

    private Path tokenizerFolder() {
        return fixture.hasTokenizer() ? fixture.folder() : Path.of("src", "test", "resources", "tokenize", "bert");
    }
}
