package io.github.dilm4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Engine;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
    private static final int MANY = 200_003; // not a multiple of the values per draw

    @AfterEach
    void asBefore() {
        Engine.setThreads(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.1, 0.5, 0.9})
    void dropsAsOftenAsAskedForAndKeepsTheExpectation(double probability) {
        float[] dropped = ofOnes(7, 0, probability);
        long zeros = IntStream.range(0, MANY).filter(i -> dropped[i] == 0).count();
        double deviation = Math.sqrt(probability * (1 - probability) / MANY);
        assertThat((double) zeros / MANY).isCloseTo(probability, within(5 * deviation));
        Set<Float> values = new HashSet<>();
        IntStream.range(0, MANY).forEach(i -> values.add(dropped[i]));
        values.remove(0f);
        assertThat(values).hasSize(1);
        // the levels are 1/65536 apart
        assertThat(1 / values.iterator().next()).isCloseTo((float) (1 - probability), within(1e-5f));
    }

    @Test
    void eachPlaceOfADrawDropsByItself() {
        float[] dropped = ofOnes(3, 0, 0.5);
        for (int distance = 1; distance <= 8; distance++) {
            int apart = distance;
            long alike = IntStream.range(0, MANY - apart)
                    .filter(i -> (dropped[i] == 0) == (dropped[i + apart] == 0))
                    .count();
            assertThat((double) alike / (MANY - apart)).isCloseTo(0.5, within(5 * 0.5 / Math.sqrt(MANY)));
        }
    }

    @Test
    void whatIsDroppedDependsOnTheSeedAndThePartAlone() {
        float[] first = ofOnes(1, 0, 0.1);
        assertThat(ofOnes(1, 0, 0.1)).isEqualTo(first);
        assertThat(ofOnes(2, 0, 0.1)).isNotEqualTo(first);
        assertThat(ofOnes(1, 1, 0.1)).isNotEqualTo(first);
        Engine.setThreads(2);
        float[][] onWorkers = new float[2][];
        Workers.forEach(Device.CPU, 2, part -> onWorkers[part] = ofOnes(1, part, 0.1));
        assertThat(onWorkers[0]).isEqualTo(first);
        assertThat(onWorkers[1]).isEqualTo(ofOnes(1, 1, 0.1));
    }

    @Test
    void theBackwardPassDropsTheSame() {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = torch.ones(5, 7).set_requires_grad(true);
            Dropout.seed(11, 0);
            Tensor y = Dropout.apply(x, 0.4);
            y.sum().backward();
            assertThat(Tensors.floats(x.grad())).isEqualTo(Tensors.floats(y.detach()));
            assertThat(Dropout.apply(x, 0)).isSameAs(x);
            assertThat(Dropout.apply(x, 1e-6)).isSameAs(x); // below the lowest level
            assertThat(Tensors.floats(Dropout.apply(x, 1 - 1e-6).detach())).containsOnly(0f);
        }
    }

    private static float[] ofOnes(long seed, int part, double probability) {
        try (PointerScope scope = new PointerScope()) {
            Dropout.seed(seed, part);
            return Tensors.floats(Dropout.apply(torch.ones(MANY), probability));
        }
    }
}
