package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.gpt2.Gpt2Architecture;
import io.github.dilm4j.model.gpt2.Gpt2Config;
import io.github.dilm4j.tensor.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CausalNextTokensTest {
    private static final int VOCABULARY = 31;
    private static final int POSITIONS = 24;
    private static final int[] CANDIDATES = {4, 17, 2};

    private static CausalNextTokens model(int tokensAtOnce) {
        Gpt2Config config = new Gpt2Config(
                VOCABULARY, 12, 3, 3, 20, POSITIONS, "gelu_new", 0.1, 0.1, 0.1, 0.3, 1e-5, OptionalInt.of(0), true);
        return new CausalNextTokens(Gpt2Architecture.create(config, 3, Device.CPU), tokensAtOnce);
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
            float[][] cached = model.logits(prefix, suffixes, CANDIDATES);
            float[][] plain = model.logits(new int[0], whole, CANDIDATES);
            float largest = 0;
            for (int i = 0; i < plain.length; i++) {
                assertThat(cached[i]).containsExactly(plain[i], within(1e-5f));
                float[] alone = model.logits(prefix, List.of(suffixes.get(i)), CANDIDATES)[0];
                assertThat(cached[i]).containsExactly(alone, within(1e-5f));
                largest = Math.max(largest, Math.abs(plain[i][0]));
            }
            assertThat(largest).isGreaterThan(0.1f);
        }
    }

    @Test
    void thePrefixMatters() {
        try (CausalNextTokens model = model(1000)) {
            List<int[]> suffix = List.of(new int[] {5, 6});
            float[] first = model.logits(new int[] {1, 2, 3}, suffix, CANDIDATES)[0];
            float[] second = model.logits(new int[] {9, 2, 3}, suffix, CANDIDATES)[0];
            assertThat(Math.abs(first[0] - second[0])).isGreaterThan(1e-3f);
        }
    }

    @Test
    void textsThatCannotBeReadAreTold() {
        try (CausalNextTokens model = model(1000)) {
            assertThatThrownBy(() -> model.logits(new int[20], List.of(new int[4], new int[5]), CANDIDATES))
                    .hasMessage(
                            "text 1 has 20 + 5 tokens; 1 to 24 are expected, at least one of them after the prefix");
            assertThatThrownBy(() -> model.logits(new int[20], List.of(new int[0]), CANDIDATES))
                    .hasMessage(
                            "text 0 has 20 + 0 tokens; 1 to 24 are expected, at least one of them after the prefix");
        }
    }
}
