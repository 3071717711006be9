package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.data.Example;
import java.util.List;
import org.junit.jupiter.api.Test;

class LikelihoodSelectorTest extends CoresetSelectorContract {
    @Override
    CoresetSelector selector() {
        return new LikelihoodSelector(LikelihoodSelectorTest::lengths);
    }

    private static double[] lengths(List<Example> examples) {
        return examples.stream()
                .mapToDouble(example -> example.texts().get(0).length())
                .toArray();
    }

    @Test
    void takesTheHighestScoresBestFirstAndTheEarlierOfEqualOnes() {
        List<Example> pool = List.of(
                Example.of("aa", 0),
                Example.of("b", 0),
                Example.of("cccc", 0),
                Example.of("dd", 0),
                Example.of("ee", 0));
        assertThat(selector().select(pool, 3, 1)).containsExactly(2, 0, 3);
    }

    @Test
    void aPoolIsScoredOnce() {
        int[] calls = {0};
        CoresetSelector caching = new LikelihoodSelector(new CachingScorer(examples -> {
            calls[0]++;
            return lengths(examples);
        }));
        List<Example> pool = pool(20);
        for (int k = 1; k < 5; k++) {
            assertThat(caching.select(pool, k, k)).containsExactly(selector().select(pool, k, k));
        }
        assertThat(calls[0]).isOne();
    }

    @Test
    void refusesAScoreThatIsNoNumber() {
        LikelihoodSelector selector = new LikelihoodSelector(examples -> new double[] {1, Double.NaN});
        assertThatThrownBy(() -> selector.select(pool(2), 1, 1)).hasMessage("the score of [t1] is not a number");
    }
}
