package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeacherFilterTest extends SetSelectorContract {
    private static final List<Example> ROWS = texts(90, LABELS.size(), 11);

    @Override
    SetSelector selector() {
        Teacher teacher = Teacher.of(ROWS, LABELS.size(), 5, this::embed);
        return new TeacherFilter(teacher, this::embed, 0.5, SetSelector.perLabel(new RandomSelector()));
    }

    @Test
    void onlyTheClearestTextsAreChosen() {
        List<Example> pool = texts(60, LABELS.size(), 7);
        List<Example> chosen = selector().select(pool, LABELS, 10, new RandomStreams(1));
        Teacher teacher = Teacher.of(ROWS, LABELS.size(), 5, this::embed);
        for (List<Example> ofLabel : PerLabel.split(pool, LABELS.size())) {
            double[] left = teacher.margins(
                    ofLabel.stream().filter(text -> !chosen.contains(text)).toList());
            double[] kept =
                    teacher.margins(ofLabel.stream().filter(chosen::contains).toList());
            assertThat(Arrays.stream(kept).min().orElseThrow())
                    .isGreaterThanOrEqualTo(Arrays.stream(left).max().orElseThrow());
        }
    }

    /** Returns noise around a direction for the label. */
    private float[][] embed(List<Example> examples) {
        float[][] embeddings = new float[examples.size()][4];
        for (int i = 0; i < embeddings.length; i++) {
            var random = RandomStreams.of(examples.get(i).texts().hashCode());
            for (int j = 0; j < 4; j++) {
                embeddings[i][j] =
                        (float) random.nextDouble() + (j == examples.get(i).label() ? 1 : 0);
            }
        }
        return embeddings;
    }
}
