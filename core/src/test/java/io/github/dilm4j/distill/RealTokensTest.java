package io.github.dilm4j.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.tokenize.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RealTokensTest {
    private static final RandomStreams STREAMS = new RandomStreams(7);
    /** Embeds texts that are numbers. Numbers below 6 are far from the others. */
    private static final Encoder TWO_GROUPS = examples -> examples.stream()
            .map(example -> Integer.parseInt(example.texts().get(0)))
            .map(number -> new float[] {number < 6 ? -100 : 100, number})
            .toArray(float[][]::new);

    /** Returns examples of a label. The only token of each is its number. */
    private static TokenBatch numbered(int count, int label) {
        List<TokenSequence> sequences = IntStream.range(0, count)
                .mapToObj(i -> new TokenSequence(new int[] {i}, new int[] {0}))
                .toList();
        int[] labels = new int[count];
        Arrays.fill(labels, label);
        return new TokenBatch(sequences, labels);
    }

    private static List<Example> texts(int count, int label) {
        return IntStream.range(0, count)
                .mapToObj(i -> Example.of(Integer.toString(i), label))
                .toList();
    }

    private static List<Integer> numbers(TokenBatch batch) {
        return batch.sequences().stream().map(sequence -> sequence.ids()[0]).toList();
    }

    @Test
    void randomBatchesGoThroughAllExamples() {
        RealTokens tokens = DrawnTokens.random(List.of(numbered(60, 0), numbered(4, 1)), 12, STREAMS);
        Set<Integer> seen = new HashSet<>();
        for (int step = 0; step < 5; step++) {
            TokenBatch batch = tokens.batch(0, step);
            assertThat(batch.labels()).hasSize(12).containsOnly(0);
            assertThat(numbers(tokens.batch(0, step))).isEqualTo(numbers(batch));
            seen.addAll(numbers(batch));
        }
        assertThat(seen).hasSize(60);
        assertThat(numbers(tokens.batch(0, 5))).isNotEqualTo(numbers(tokens.batch(0, 0)));
        assertThat(numbers(tokens.batch(1, 3))).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void clusterBalancedBatchesTakeHalfFromASmallCluster() {
        List<List<Example>> examples = List.of(texts(60, 0), texts(60, 1));
        RealClusters found = RealClusters.find(examples, 2, TWO_GROUPS, STREAMS);
        RealClusters restored = Json.STRICT.convertValue(Json.STRICT.valueToTree(found), RealClusters.class);
        List<TokenBatch> byLabel = List.of(numbered(60, 0), numbered(60, 1));
        RealTokens balanced = DrawnTokens.clusterBalanced(byLabel, restored, 8, STREAMS);
        RealTokens random = DrawnTokens.random(byLabel, 8, STREAMS);
        int ofSmallCluster = 0;
        for (int step = 0; step < 30; step++) {
            assertThat(numbers(balanced.batch(0, step)))
                    .doesNotHaveDuplicates()
                    .filteredOn(number -> number < 6)
                    .hasSize(4);
            ofSmallCluster += (int) numbers(random.batch(0, step)).stream()
                    .filter(number -> number < 6)
                    .count();
        }
        // 240 draws are four epochs of 60, with 6 of the small cluster in each
        assertThat(ofSmallCluster).isEqualTo(24);
        assertThat(numbers(balanced.batch(1, 0))).isNotEqualTo(numbers(balanced.batch(0, 0)));
    }

    @Test
    void clustersHaveToBeOfTheExamples() {
        assertThat(RealClusters.find(List.of(texts(5, 0)), 6, TWO_GROUPS, STREAMS)
                        .members(0, 5)
                        .length)
                .isLessThanOrEqualTo(5);
        RealClusters found = RealClusters.find(List.of(texts(9, 0)), 2, TWO_GROUPS, STREAMS);
        assertThatThrownBy(() -> DrawnTokens.clusterBalanced(List.of(numbered(8, 0)), found, 4, STREAMS))
                .hasMessage("label 0 has 8 examples, its clusters have 9");
    }

    @Test
    void repsetsAreDrawnByStepAndLabelAlone() {
        List<List<TokenBatch>> byLabel = new ArrayList<>();
        for (int label = 0; label < 2; label++) {
            byLabel.add(List.of(numbered(1, label), numbered(2, label), numbered(3, label)));
        }
        RepsetTokens tokens = new RepsetTokens(byLabel, STREAMS);
        for (int step = 9; step >= 0; step--) {
            int index = STREAMS.stream("real batch", step, 1).nextInt(3); // earlier versions draw in the same way
            assertThat(tokens.batch(1, step).size()).isEqualTo(index + 1);
        }
    }
}
