package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class RandomSelectorTest extends CoresetSelectorContract {
    @Override
    CoresetSelector selector() {
        return new RandomSelector();
    }

    @Test
    void everyTextIsEquallyLikely() {
        int[] counts = new int[10];
        for (int seed = 0; seed < 4000; seed++) {
            for (int index : selector().select(pool(10), 3, seed)) {
                counts[index]++;
            }
        }
        for (int count : counts) {
            assertThat(count).isCloseTo(1200, Percentage.withPercentage(10));
        }
    }
}
