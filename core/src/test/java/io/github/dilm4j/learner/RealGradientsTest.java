package io.github.dilm4j.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.distill.RealGradients;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealGradientsTest {
    /** Returns the fixture's examples, repeated. */
    private static TokenBatch batch(int size) {
        TokenBatch some = TinyBert.batch();
        return some.select(
                IntStream.range(0, size).map(i -> i * 3 % some.size()).toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 16, 100})
    void microBatchesGiveTheGradientOfTheWhole(int microBatch) {
        List<Integer> rows;
        float[] wholeHead;
        float[] head;
        float[] wholeFull;
        float[] full;
        RecordedModel model = new RecordedModel(Classifiers.load(TinyBert.FOLDER, TinyBert.LABELS, Device.CPU));
        try (Learner learner = new TransformerLearner(model, TransformerLearner.Settings.usual())) {
            TokenBatch batch = batch(16);
            wholeHead = RealGradients.WHOLE.head(learner, batch).layers().get(0);
            wholeFull = full(learner, batch, 0);
            model.rows().clear();
            head = new RealGradients(microBatch).head(learner, batch).layers().get(0);
            full = full(learner, batch, microBatch);
            rows = List.copyOf(model.rows());
        }
        assertThat(TinyBert.relativeError(head, wholeHead)).isLessThan(1e-6);
        assertThat(TinyBert.relativeError(full, wholeFull)).isLessThan(1e-6);
        assertThat(Collections.max(rows)).isLessThanOrEqualTo(microBatch);
        // once for the head's gradient, once for the full one
        assertThat(rows.stream().mapToInt(Integer::intValue).sum()).isEqualTo(32);
    }

    private static float[] full(Learner learner, TokenBatch batch, int microBatch) {
        try (FullGradient gradient = new RealGradients(microBatch).full(learner, batch)) {
            return Tensors.floats(gradient.values());
        }
    }
}
