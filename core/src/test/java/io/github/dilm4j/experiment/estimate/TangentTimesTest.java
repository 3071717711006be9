package io.github.dilm4j.experiment.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class TangentTimesTest {
    /** Self-training and the selection both ask. */
    @Test
    void theSameSearchIsMeasuredOnce() {
        Samples samples = new Samples(
                IntStream.range(0, 40).mapToObj(i -> Example.of("text " + i, 0)).toList(), 2);
        AtomicInteger embedded = new AtomicInteger();
        Encoder tangents = examples -> {
            embedded.addAndGet(examples.size());
            return vectors(examples);
        };
        TangentTimes times = new TangentTimes(samples, tangents, TangentTimesTest::vectors);
        assertThat(embedded).hasValue(0);
        double first = times.selection(1000, 100, List.of(2), 5);
        int measured = embedded.get();
        assertThat(measured).isGreaterThanOrEqualTo(40);

        assertThat(times.selection(1000, 100, List.of(2), 5)).isEqualTo(first);
        assertThat(times.selection(1000, 100, List.of(2), 50)).isGreaterThan(first);
        assertThat(embedded).hasValue(measured);
    }

    private static float[][] vectors(List<Example> examples) {
        return examples.stream()
                .map(example -> {
                    UniformRandomProvider random =
                            RandomStreams.of(example.texts().get(0).hashCode());
                    return new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat()};
                })
                .toArray(float[][]::new);
    }
}
