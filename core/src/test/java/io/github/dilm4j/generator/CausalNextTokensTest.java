package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.gpt2.Gpt2Architecture;
import io.github.dilm4j.model.gpt2.Gpt2Config;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CausalNextTokensTest {
    private static final int VOCABULARY = 31;
    private static final int POSITIONS = 24;
    private static final List<int[]> CONTINUATIONS = List.of(new int[] {4}, new int[] {17}, new int[] {2});

    private static Gpt2Config config() {
        return new Gpt2Config(
                VOCABULARY, 12, 3, 3, 20, POSITIONS, "gelu_new", 0.1, 0.1, 0.1, 0.3, 1e-5, OptionalInt.of(0), true);
    }

    private static CausalNextTokens model(int tokensAtOnce) {
        return new CausalNextTokens(Gpt2Architecture.create(config(), 3, Device.CPU), tokensAtOnce);
    }

    private static int[] ids(UniformRandomProvider random, int length) {
        return IntStream.range(0, length).map(i -> random.nextInt(VOCABULARY)).toArray();
    }

    private static int[] joined(int[] first, int[] second) {
        return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aSharedPrefixChangesNothing(long seed) {
        UniformRandomProvider random = new RandomStreams(seed).stream("ids");
        int[] prefix = ids(random, 1 + random.nextInt(15));
        List<int[]> suffixes = new ArrayList<>();
        List<int[]> whole = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int[] suffix = ids(random, 1 + random.nextInt(POSITIONS - prefix.length));
            suffixes.add(suffix);
            whole.add(joined(prefix, suffix));
        }
        try (CausalNextTokens model = model(90)) { // enough for several batches
            float[][] cached = model.logLikelihoods(prefix, suffixes, CONTINUATIONS);
            float[][] plain = model.logLikelihoods(new int[0], whole, CONTINUATIONS);
            float largest = 0;
            for (int i = 0; i < plain.length; i++) {
                assertThat(cached[i]).containsExactly(plain[i], within(1e-5f));
                float[] alone = model.logLikelihoods(prefix, List.of(suffixes.get(i)), CONTINUATIONS)[0];
                assertThat(cached[i]).containsExactly(alone, within(1e-5f));
                largest = Math.max(largest, Math.abs(plain[i][0]));
            }
            assertThat(largest).isGreaterThan(0.1f);
        }
    }

    /** Continuations that share beginnings, that begin another one, and of one token. */
    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void continuationsOfSeveralTokensAreSummedAsByANaiveOracle(long seed) {
        UniformRandomProvider random = new RandomStreams(seed).stream("ids");
        int[] prefix = ids(random, random.nextInt(8));
        List<int[]> suffixes = IntStream.range(0, 7)
                .mapToObj(i -> ids(random, 1 + random.nextInt(12)))
                .toList();
        List<int[]> continuations = List.of(
                new int[] {4, 5, 6}, new int[] {4, 5}, new int[] {4}, new int[] {9}, new int[] {4, 7, 1, 3}, new int[] {
                    8, 8
                });
        Gpt2Config config = config();
        try (CausalModel naive = Gpt2Architecture.create(config, 3, Device.CPU);
                CausalNextTokens model = model(60)) {
            float[][] sums = model.logLikelihoods(prefix, suffixes, continuations);
            for (int i = 0; i < suffixes.size(); i++) {
                for (int j = 0; j < continuations.size(); j++) {
                    double expected = 0;
                    int[] text = joined(prefix, suffixes.get(i));
                    for (int token : continuations.get(j)) {
                        expected += logProbability(naive, text, token);
                        text = joined(text, new int[] {token});
                    }
                    assertThat((double) sums[i][j]).isCloseTo(expected, within(2e-5));
                }
            }
        }
    }

    /** One token at a time, with the softmax over the whole vocabulary. */
    private static double logProbability(CausalModel model, int[] text, int token) {
        float[] logits;
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            var hidden = model.hiddenStates(PackedBatch.of(new int[][] {text}, Device.CPU), Pass.EXACT);
            logits = Tensors.floats(model.logits(hidden.narrow(0, text.length - 1, 1)));
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        return logits[token] - Math.log(sum);
    }

    @Test
    void continuationsOfOneTokenReadNothingBeyondTheText() {
        assertThat(ContinuationRows.of(CONTINUATIONS).read()).hasSize(1).allMatch(ids -> ids.length == 0);
        ContinuationRows rows = ContinuationRows.of(List.of(new int[] {1, 2}, new int[] {1, 2, 3}, new int[] {4, 5}));
        assertThat(rows.read()).containsExactly(new int[] {1, 2}, new int[] {4});
        assertThat(rows.rowOf()).containsExactly(0, 0, 1);
    }

    @Test
    void thePrefixMatters() {
        try (CausalNextTokens model = model(1000)) {
            List<int[]> suffix = List.of(new int[] {5, 6});
            float[] first = model.logLikelihoods(new int[] {1, 2, 3}, suffix, CONTINUATIONS)[0];
            float[] second = model.logLikelihoods(new int[] {9, 2, 3}, suffix, CONTINUATIONS)[0];
            assertThat(Math.abs(first[0] - second[0])).isGreaterThan(1e-3f);
        }
    }

    @Test
    void textsThatCannotBeReadAreTold() {
        try (CausalNextTokens model = model(1000)) {
            assertThatThrownBy(() -> model.logLikelihoods(new int[20], List.of(new int[4], new int[5]), CONTINUATIONS))
                    .hasMessage(
                            "text 1 has 20 + 5 tokens; 1 to 24 are expected, at least one of them after the prefix");
            assertThatThrownBy(() -> model.logLikelihoods(new int[20], List.of(new int[0]), CONTINUATIONS))
                    .hasMessage(
                            "text 0 has 20 + 0 tokens; 1 to 24 are expected, at least one of them after the prefix");
        }
    }
}
