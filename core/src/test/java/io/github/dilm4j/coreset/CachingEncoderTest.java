package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CachingEncoderTest {
    private final List<String> asked = new ArrayList<>();
    private final CachingEncoder encoder = new CachingEncoder(examples -> examples.stream()
            .map(example -> {
                asked.add(example.texts().get(0));
                return new float[] {Float.parseFloat(example.texts().get(0))};
            })
            .toArray(float[][]::new));

    @Test
    void eachTextIsEmbeddedOnce() {
        assertThat(encoder.embed(texts("1", "2", "1"))).isDeepEqualTo(new float[][] {{1}, {2}, {1}});
        assertThat(encoder.embed(texts("3", "2"))).isDeepEqualTo(new float[][] {{3}, {2}});
        assertThat(asked).containsExactly("1", "2", "3");
    }

    @Test
    void aFrozenEncoderRemembersNoFurtherText() {
        encoder.embed(texts("1"));
        Encoder frozen = encoder.frozen();
        for (int time = 0; time < 2; time++) {
            assertThat(frozen.embed(texts("2", "1", "2"))).isDeepEqualTo(new float[][] {{2}, {1}, {2}});
        }
        assertThat(asked).containsExactly("1", "2", "2");
        encoder.embed(texts("2"));
        assertThat(asked).containsExactly("1", "2", "2", "2");
    }

    private static List<Example> texts(String... texts) {
        return List.of(texts).stream().map(text -> Example.of(text, 0)).toList();
    }
}
