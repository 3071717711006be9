package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.tensor.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LabelVectorsTest {
    @Test
    void namedVectorsAreTheMeansOfTheirNamesTokens() {
        try (TinyGenerator tiny = TinyGenerator.single();
                PointerScope scope = new PointerScope()) {
            float[][] before = Tensors.rows(tiny.model.tokenVectors().clone());
            LabelVectors.startNamed(
                    tiny.model, tiny.format, List.of("dull", "warm and funny"), new int[] {1}, new RandomStreams(3));
            float[][] after = Tensors.rows(tiny.model.tokenVectors());
            int[] name = tiny.tokenizer.encode(" warm and funny");
            int label = tiny.format.labelId(1);
            for (int i = 0; i < after[label].length; i++) {
                double sum = 0;
                for (int token : name) {
                    sum += before[token][i];
                }
                assertThat(after[label][i]).isCloseTo((float) (sum / name.length), within(1e-6f));
            }
            after[label] = before[label];
            assertThat(after).isDeepEqualTo(before); // the other label's vector is unchanged
        }
    }

    @Test
    void namesOfTheSameTokensStartApart() {
        try (TinyGenerator tiny = TinyGenerator.single();
                PointerScope scope = new PointerScope()) {
            LabelVectors.startNamed(
                    tiny.model, tiny.format, List.of("a film", "film a"), new int[] {0, 1}, new RandomStreams(3));
            assertThat(tiny.tokenizer.encode(" a film")).containsExactlyInAnyOrder(tiny.tokenizer.encode(" film a"));
            Tensor first = tiny.model.tokenVectors().select(0, tiny.format.labelId(0));
            Tensor second = tiny.model.tokenVectors().select(0, tiny.format.labelId(1));
            double cosine = first.dot(second).item_double() / (Tensors.norm(first) * Tensors.norm(second));
            assertThat(cosine).isLessThan(0.95);
        }
    }

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
