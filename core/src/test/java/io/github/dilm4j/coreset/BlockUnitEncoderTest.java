package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.data.Example;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockUnitEncoderTest {
    /** Two blocks of two coordinates; the second one is a thousand times longer. */
    private static final Encoder RAW = examples -> examples.stream()
            .map(example -> {
                float n = Float.parseFloat(example.texts().get(0));
                return new float[] {n, 1 - n, 1000 * n * n, 500};
            })
            .toArray(float[][]::new);

    private static final List<Example> ROWS =
            List.of(Example.of("0", 0), Example.of("1", 0), Example.of("2", 1), Example.of("-1", 1));

    private final Encoder encoder = new BlockUnitEncoder(RAW, 2, ROWS);

    @Test
    void blocksCountAlike() {
        // Means: 0.5, 0.5, 1500, 500. Mean squared lengths of the blocks: 2 · 1.25 and 2.25e6.
        double first = 1 / Math.sqrt(2.5);
        double second = 1 / 1500.0;
        float[] embedding = encoder.embed(List.of(Example.of("2", 1)))[0];
        double[] scaled = {1.5 * first, -1.5 * first, 2500 * second, 0};
        double length = Math.sqrt(scaled[0] * scaled[0] + scaled[1] * scaled[1] + scaled[2] * scaled[2]);
        for (int j = 0; j < scaled.length; j++) {
            assertThat((double) embedding[j]).isCloseTo(scaled[j] / length, within(1e-6));
        }
    }

    @Test
    void oneBlockKeepsDirections() {
        float[] embedding = BlockUnitEncoder.ofOneBlock(RAW, ROWS).embed(List.of(Example.of("2", 1)))[0];
        double length = Math.sqrt(1.5 * 1.5 + 1.5 * 1.5 + 2500.0 * 2500.0);
        assertThat((double) embedding[2]).isCloseTo(2500 / length, within(1e-6));
        assertThat((double) embedding[0]).isCloseTo(1.5 / length, within(1e-6));
    }

    @Test
    void embeddingsHaveUnitLength() {
        for (float[] embedding : encoder.embed(ROWS)) {
            double squares = 0;
            for (float x : embedding) {
                squares += x * x;
            }
            assertThat(squares).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void aConstantEncoderGivesZeros() {
        Encoder constant = new BlockUnitEncoder(
                examples -> examples.stream().map(e -> new float[] {3, 4}).toArray(float[][]::new), 1, ROWS);
        assertThat(constant.embed(ROWS)).isEqualTo(new float[4][2]);
    }

    @Test
    void blocksDivideTheEmbedding() {
        assertThatThrownBy(() -> new BlockUnitEncoder(RAW, 3, ROWS)).hasMessageContaining("no blocks of 3");
    }
}
