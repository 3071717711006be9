package io.github.dilm4j.distill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.CoresetSelector;
import io.github.dilm4j.coreset.HerdingSelector;
import io.github.dilm4j.coreset.KCentersSelector;
import io.github.dilm4j.coreset.RandomSelector;
import io.github.dilm4j.data.Example;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RealBatchesTest {
    private static final List<Example> POOL = Stream.of("a", "bb", "a", "ccc", "bb", "dddd")
            .map(text -> Example.of(text, 0))
            .toList();

    static Stream<CoresetSelector> selectors() {
        return Stream.of(
                new RandomSelector(),
                new KCentersSelector(RealBatchesTest::embed),
                new HerdingSelector(RealBatchesTest::embed));
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void aLabelWithFewerDifferentTextsThanABatchGivesAllOfThem(CoresetSelector selector) {
        RealBatches.Choice choice = (label, pool, size, seeds) -> Arrays.stream(seeds)
                .mapToObj(seed -> selector.select(pool, size, seed))
                .toArray(int[][]::new);
        RealBatches batches = RealBatches.select(List.of(POOL), 2, 5, choice, new RandomStreams(1));
        assertThat(batches.count()).isEqualTo(2);
        for (int batch = 0; batch < batches.count(); batch++) {
            assertThat(batches.batch(0, batch).stream()
                            .map(example -> example.texts().get(0)))
                    .containsExactlyInAnyOrder("a", "bb", "ccc", "dddd");
        }
    }

    private static float[][] embed(List<Example> examples) {
        return examples.stream()
                .map(example -> new float[] {example.texts().get(0).length(), 1})
                .toArray(float[][]::new);
    }
}
