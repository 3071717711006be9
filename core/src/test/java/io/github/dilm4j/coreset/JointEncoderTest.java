package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.data.Example;
import java.util.List;
import org.junit.jupiter.api.Test;

class JointEncoderTest {
    private static final List<Example> TEXTS = List.of(Example.of("a", 0), Example.of("b", 1));

    @Test
    void innerProductsAreTheMeanOfThoseOfTheParts() {
        Encoder first = texts -> new float[][] {{0.6F, 0.8F}, {1, 0}};
        Encoder second = texts -> new float[][] {{1, 0, 0}, {0, 0.6F, 0.8F}};
        float[][] joined = new JointEncoder(List.of(first, second)).embed(TEXTS);
        assertThat(joined[0]).hasSize(5);
        assertThat(product(joined[0], joined[1])).isCloseTo((0.6 + 0) / 2, within(1e-6));
        assertThat(product(joined[0], joined[0])).isCloseTo(1, within(1e-6));
    }

    @Test
    void thereIsAPart() {
        assertThatThrownBy(() -> new JointEncoder(List.of())).hasMessage("there is no encoder to join");
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * (double) b[i];
        }
        return sum;
    }
}
