package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

class LabelVectorsTest {
    @Test
    void drawsOnlyTheLabelsVectorsAndTheSameOnesEveryTime() {
        try (TinyGenerator tiny = TinyGenerator.single();
                TinyGenerator twin = TinyGenerator.single();
                PointerScope scope = new PointerScope()) {
            float[][] before = Tensors.rows(tiny.model.tokenVectors().clone());
            LabelVectors.drawApart(tiny.model, tiny.format, new RandomStreams(3));
            LabelVectors.drawApart(twin.model, twin.format, new RandomStreams(3));
            float[][] after = Tensors.rows(tiny.model.tokenVectors());
            assertThat(Tensors.rows(twin.model.tokenVectors())).isDeepEqualTo(after);
            for (int id = 0; id < after.length; id++) {
                if (id == tiny.format.labelId(0) || id == tiny.format.labelId(1)) {
                    assertThat(after[id]).isNotEqualTo(before[id]);
                } else {
                    assertThat(after[id]).isEqualTo(before[id]);
                }
            }
            assertThat(after[tiny.format.labelId(0)]).isNotEqualTo(after[tiny.format.labelId(1)]);
        }
    }
}
