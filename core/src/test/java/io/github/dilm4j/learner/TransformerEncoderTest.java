package io.github.dilm4j.learner;

import static io.github.dilm4j.learner.TinyBert.expected;
import static io.github.dilm4j.learner.TinyBert.flat;
import static io.github.dilm4j.learner.TinyBert.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransformerEncoderTest {
    private static final int HIDDEN = 12;
    private static final int LONGEST = 9;

    @TempDir
    Path folder;

    private final List<TokenSequence> sequences = TinyBert.batch().sequences();
    private final float[] hidden = expected(TinyBert.FOLDER, "hidden"); // [5, LONGEST, HIDDEN]

    @Test
    void summariesAreTheFirstTokensStates() throws IOException {
        float[][] first = new float[sequences.size()][HIDDEN];
        for (int i = 0; i < first.length; i++) {
            System.arraycopy(hidden, i * LONGEST * HIDDEN, first[i], 0, HIDDEN);
        }
        assertThat(relativeError(flat(embed(Pooling.SUMMARY)), flat(first))).isLessThan(3e-6);
    }

    @Test
    void meansLeaveOutThePadding() throws IOException {
        float[][] means = new float[sequences.size()][HIDDEN];
        for (int i = 0; i < means.length; i++) {
            int length = sequences.get(i).length();
            for (int j = 0; j < length; j++) {
                for (int k = 0; k < HIDDEN; k++) {
                    means[i][k] += hidden[(i * LONGEST + j) * HIDDEN + k] / length;
                }
            }
        }
        assertThat(relativeError(flat(embed(Pooling.MEAN)), flat(means))).isLessThan(3e-6);
    }

    @Test
    void textsAreCutToTheLengthAskedFor() throws IOException {
        try (ClassifierModel model = Classifiers.load(TinyBert.FOLDER, 3, Device.CPU);
                Tokenizer tokenizer = tokenizer()) {
            TransformerEncoder encoder = new TransformerEncoder(model, tokenizer, Pooling.SUMMARY, 4);
            float[][] embeddings = encoder.embed(List.of(
                    new Example(List.of("a b"), 0),
                    new Example(List.of("a b a b b b"), 1),
                    new Example(List.of("b b"), 1)));
            assertThat(embeddings[1]).containsExactly(embeddings[0]);
            assertThat(embeddings[2]).isNotEqualTo(embeddings[0]);
            assertThat(encoder.embed(List.of())).isEmpty();
        }
    }

    @Test
    void textsCanBeLowerCasedBeforeACasedTokenizer() throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": false}");
        List<Example> examples = List.of(Example.of("a B A", 0), Example.of("a b a", 1));
        try (ClassifierModel model = Classifiers.load(TinyBert.FOLDER, 3, Device.CPU);
                Tokenizer tokenizer = tokenizer()) {
            float[][] cased = new TransformerEncoder("a", model, tokenizer, Pooling.MEAN, 16, false).embed(examples);
            float[][] lower = new TransformerEncoder("a", model, tokenizer, Pooling.MEAN, 16, true).embed(examples);
            assertThat(relativeError(cased[0], cased[1])).isGreaterThan(0.01);
            assertThat(relativeError(lower[0], cased[1])).isLessThan(3e-6);
            assertThat(relativeError(lower[1], cased[1])).isLessThan(3e-6);
        }
    }

    @Test
    void embeddingsOfDamagedWeightsAreRefused() throws IOException {
        try (ClassifierModel model = Classifiers.load(TinyBert.FOLDER, 3, Device.CPU);
                Tokenizer tokenizer = tokenizer();
                PointerScope scope = new PointerScope()) {
            model.parameters().values().fill_(new Scalar(1e30));
            TransformerEncoder encoder =
                    new TransformerEncoder("models/bert", model, tokenizer, Pooling.MEAN, 16, false);
            assertThatThrownBy(() -> encoder.embed(List.of(Example.of("a b", 0))))
                    .isInstanceOf(NotFiniteException.class)
                    .hasMessage("models/bert: embeds [a b] with the coordinate NaN; the weights are damaged, or their"
                            + " training diverged: use another model");
        }
    }

    @Test
    void typesThatTheModelLacksAreRefused() throws IOException {
        try (ClassifierModel model = Classifiers.load(TinyBert.FOLDER, 3, Device.CPU);
                Tokenizer tokenizer = tokenizer()) {
            TransformerEncoder encoder = new TransformerEncoder(model, tokenizer, Pooling.MEAN, 16);
            TokenSequence sequence = new TokenSequence(new int[] {2, 5, 3}, new int[] {0, 7, 0});
            assertThatThrownBy(() -> encoder.embedSequences(List.of(sequence)))
                    .isInstanceOf(InputException.class)
                    .hasMessage("the tokenizer gives a token the type_id 7, but the model knows 2 types"
                            + " (type_vocab_size); put the tokenizer of this model beside it");
        }
    }

    @Test
    void embeddingsCanBeOfLengthOne() throws IOException {
        float[][] plain = embed(Pooling.MEAN);
        float[][] unit = embed(new Pooling(Pooling.Of.MEAN, true));
        for (int i = 0; i < plain.length; i++) {
            double length = 0;
            for (float value : plain[i]) {
                length += (double) value * value;
            }
            for (int j = 0; j < HIDDEN; j++) {
                assertThat((double) unit[i][j]).isCloseTo(plain[i][j] / Math.sqrt(length), within(1e-6));
            }
        }
    }

    private float[][] embed(Pooling pooling) throws IOException {
        try (ClassifierModel model = Classifiers.load(TinyBert.FOLDER, 3, Device.CPU);
                Tokenizer tokenizer = tokenizer()) {
            return new TransformerEncoder(model, tokenizer, pooling, 16).embedSequences(sequences);
        }
    }

    private Tokenizer tokenizer() throws IOException {
        Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\n");
        return Tokenizer.load(folder);
    }
}
