package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.causal.CausalTransformer;
import io.github.dilm4j.model.gpt2.Gpt2Architecture;
import io.github.dilm4j.model.gpt2.Gpt2Config;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.BytePairTraining;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.tokenize.WordPieceTraining;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CausalLanguageModelTrainingTest {
    private static final List<String> TEXTS = List.of("the film is good", "bad", "the play was long and rather dull");

    private final Tokenizer tokenizer =
            BytePairTraining.train(TEXTS.stream().map(t -> " " + t).toList(), 280);
    private final int end = tokenizer.specialTokens().eos().orElseThrow();
    private final CausalTransformer model = model(tokenizer.size());

    private CausalTransformer model(int vocabulary) {
        return Gpt2Architecture.create(Gpt2Config.of(vocabulary, new ModelShape(16, 1, 2, 32, 48), end), 5, Device.CPU);
    }

    private CausalLanguageModelTraining training(CausalTransformer trained) {
        return new CausalLanguageModelTraining(trained, tokenizer, OptimizerKind.ADAMW, 0.01, 7);
    }

    @AfterEach
    void close() {
        model.close();
        tokenizer.close();
    }

    @Test
    void textStandsBetweenEndTokens() {
        try (CausalLanguageModelTraining training = training(model)) {
            int[] ids = training.encode(List.of("the film"), 48).get(0).ids();
            int[] text = tokenizer.encode(" the film");
            assertThat(ids[0]).isEqualTo(end);
            assertThat(java.util.Arrays.copyOfRange(ids, 1, ids.length - 1)).isEqualTo(text);
            assertThat(ids[ids.length - 1]).isEqualTo(end);
        }
    }

    @Test
    void cutTextHasNoFalseEnd() {
        try (CausalLanguageModelTraining training = training(model)) {
            int[] ids = training.encode(List.of("the play was long and rather dull"), 4)
                    .get(0)
                    .ids();
            assertThat(ids).hasSize(4).startsWith(end);
            assertThat(ids[3]).isNotEqualTo(end);
        }
    }

    @Test
    void spelledEndTokenIsNoEnd() {
        try (CausalLanguageModelTraining training = training(model)) {
            String spelled = "good " + tokenizer.token(end) + " film";
            int[] ids = training.encode(List.of(spelled), 48).get(0).ids();
            assertThat(java.util.Arrays.stream(ids).filter(id -> id == end)).hasSize(2);
        }
    }

    /** The oracle computes the loss text by text and takes the mean, weighted by the number of tokens. */
    @Test
    void lossIsTheMeanOverAllTokensHoweverTheyAreBatched() {
        try (CausalLanguageModelTraining training = training(model)) {
            List<TokenSequence> sequences = training.encode(TEXTS, 48);
            double sum = 0;
            int targets = 0;
            for (TokenSequence each : sequences) {
                sum += training.loss(List.of(each)) * (each.length() - 1);
                targets += each.length() - 1;
            }
            List<TokenSequence> reversed = new ArrayList<>(sequences);
            java.util.Collections.reverse(reversed);
            assertThat(training.loss(sequences)).isCloseTo(sum / targets, within(1e-5));
            assertThat(training.loss(reversed)).isCloseTo(sum / targets, within(1e-5));
        }
    }

    @Test
    void newModelKnowsNothingAndLearns() {
        try (CausalLanguageModelTraining training = training(model)) {
            List<TokenSequence> sequences = training.encode(TEXTS, 48);
            assertThat(training.loss(sequences)).isCloseTo(Math.log(tokenizer.size()), within(0.1));
            for (int step = 0; step < 120; step++) {
                training.step(sequences, step, 0.02, 1);
            }
            assertThat(training.loss(sequences)).isLessThan(1);
        }
    }

    @Test
    void sameSeedSameWeights() {
        try (CausalTransformer other = model(tokenizer.size());
                CausalLanguageModelTraining first = training(model);
                CausalLanguageModelTraining second = training(other)) {
            List<TokenSequence> sequences = first.encode(TEXTS, 48);
            for (int step = 0; step < 3; step++) {
                first.step(sequences, step, 0.01, 1);
                second.step(sequences, step, 0.01, 1);
            }
            assertThat(Tensors.floats(other.parameters().values()))
                    .isEqualTo(Tensors.floats(model.parameters().values()));
        }
    }

    @Test
    void divergedModelIsNotStepped() {
        float[] before;
        try (CausalLanguageModelTraining training = training(model)) {
            List<TokenSequence> sequences = training.encode(TEXTS, 48);
            try (var scope = new org.bytedeco.javacpp.PointerScope();
                    var noGrad = new org.bytedeco.pytorch.NoGradGuard()) {
                model.parameters().values().fill_(new org.bytedeco.pytorch.Scalar(Double.NaN));
            }
            before = Tensors.floats(model.parameters().values());
            assertThat(training.step(sequences, 0, 0.01, 1)).isNaN();
            assertThat(Tensors.floats(model.parameters().values())).isEqualTo(before);
        }
    }

    @Test
    void modelOfAnotherTokenizerIsRefused() {
        try (CausalTransformer small = model(tokenizer.size() - 1)) {
            assertThatThrownBy(() -> training(small))
                    .isInstanceOf(InputException.class)
                    .hasMessage("the tokenizer has " + tokenizer.size() + " tokens, the model knows "
                            + (tokenizer.size() - 1) + "; create the model for this tokenizer");
        }
    }

    @Test
    void tokenizerWithoutEndIsRefused() {
        try (Tokenizer words = WordPieceTraining.train(TEXTS, 60, true)) {
            assertThatThrownBy(() -> new CausalLanguageModelTraining(model, words, OptimizerKind.ADAMW, 0.01, 7))
                    .isInstanceOf(InputException.class)
                    .hasMessage("the tokenizer has no end token, which causal language modelling needs; name one as"
                            + " eos_token in tokenizer_config.json");
        }
    }
}
