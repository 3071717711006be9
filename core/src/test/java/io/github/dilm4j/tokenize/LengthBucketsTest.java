package io.github.dilm4j.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.RandomStreams;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LengthBucketsTest {
    @Test
    void sortsByLengthThenIndex() {
        List<int[]> batches = LengthBuckets.batches(new int[] {3, 1, 3, 2, 1, 9}, 3, 6);
        assertThat(Samples.lists(batches))
                // 9 tokens fit into no batch, so they get their own
                .containsExactly(List.of(1, 4, 3), List.of(0, 2), List.of(5));
        assertThat(LengthBuckets.batches(new int[0], 3, 6)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyIndexOnceAndNoBatchTooLargeOrNeedlesslySmall(long seed) {
        UniformRandomProvider random = RandomStreams.of(seed);
        int[] lengths = random.ints(1 + random.nextInt(300), 0, 60).toArray();
        int maxRows = 1 + random.nextInt(40);
        int maxTokens = 60 + random.nextInt(500);
        List<int[]> batches = LengthBuckets.batches(lengths, maxRows, maxTokens);
        int[] all = batches.stream().flatMapToInt(Arrays::stream).sorted().toArray();
        assertThat(all).isEqualTo(IntStream.range(0, lengths.length).toArray());
        for (int b = 0; b < batches.size(); b++) {
            int[] batch = batches.get(b);
            int longest = lengths[batch[batch.length - 1]];
            assertThat(batch.length).isLessThanOrEqualTo(maxRows);
            assertThat(size(batch, lengths)).isLessThanOrEqualTo(maxTokens);
            if (b + 1 < batches.size()) {
                int next = batches.get(b + 1)[0];
                assertThat(lengths[next]).isGreaterThanOrEqualTo(longest);
                int[] one = IntStream.concat(Arrays.stream(batch), IntStream.of(next))
                        .toArray();
                assertThat(one.length > maxRows || size(one, lengths) > maxTokens)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void batchesForWorkersAreAsManyAndAsEvenAsPossible(long seed) {
        UniformRandomProvider random = RandomStreams.of(seed);
        int[] lengths = random.ints(100 + random.nextInt(500), 1, 60).toArray();
        int maxRows = 10 + random.nextInt(40);
        int maxTokens = 200 + random.nextInt(900);
        List<int[]> plain = LengthBuckets.batches(lengths, maxRows, maxTokens);
        for (int multiple : new int[] {1, 2, 4, 8}) {
            List<int[]> batches = LengthBuckets.batches(lengths, maxRows, maxTokens, multiple);
            int[] all = batches.stream().flatMapToInt(Arrays::stream).sorted().toArray();
            assertThat(all).isEqualTo(IntStream.range(0, lengths.length).toArray());
            int worthwhile = Arrays.stream(lengths).sum() / 128;
            int rounded = (plain.size() + multiple - 1) / multiple * multiple;
            int wanted = Math.max(plain.size(), Math.min(rounded, worthwhile));
            assertThat(batches.size()).isBetween(1, wanted);
            assertThat(batches).allMatch(batch -> batch.length <= maxRows);
            assertThat(most(batches, lengths)).isLessThanOrEqualTo(most(plain, lengths));
            int fewer = most(batches, lengths) - 1;
            assertThat(LengthBuckets.batches(lengths, maxRows, fewer))
                    .as("with a lower limit on the largest batch")
                    .hasSizeGreaterThan(wanted);
        }
    }

    @Test
    void fewTokensAreNotDivided() {
        assertThat(LengthBuckets.batches(new int[] {60, 60}, 9, 999, 4)).hasSize(1);
        assertThat(LengthBuckets.batches(new int[] {64, 64, 64, 64}, 9, 999, 4)).hasSize(2);
        assertThat(LengthBuckets.batches(new int[0], 9, 999, 4)).isEmpty();
    }

    @Test
    void paddingCountsByHalf() {
        int[] lengths = {1, 1, 1, 1, 12};
        assertThat(LengthBuckets.batches(lengths, 9, 30)).hasSize(1); // 16 tokens, 60 with padding
        assertThat(LengthBuckets.batches(lengths, 9, 29)).hasSize(2);
    }

    private static int most(List<int[]> batches, int[] lengths) {
        return batches.stream().mapToInt(batch -> size(batch, lengths)).max().orElse(0);
    }

    /** Returns the number of tokens, or half of the number with padding if that is larger. */
    private static int size(int[] batch, int[] lengths) {
        int tokens = Arrays.stream(batch).map(i -> lengths[i]).sum();
        int longest = lengths[batch[batch.length - 1]];
        return Math.max(tokens, (batch.length * longest + 1) / 2);
    }

    @Test
    void batchesWithoutRoomAreAnError() {
        assertThatThrownBy(() -> LengthBuckets.batches(new int[] {1}, 0, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a batch needs at least one row and one token, got 0 rows and 5 tokens");
    }
}
