package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.LabelMoments;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.coreset.Teacher;
import io.github.dilm4j.coreset.TeacherFilter;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.SentPieces;
import io.github.dilm4j.run.config.Method;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.RandomAccess;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FoldWorkTest {
    private static final List<String> LABELS = List.of("no", "yes");
    private static final int HIDDEN = 6;

    @Test
    void aTeacherWhoseFoldsAreSummedElsewhereGivesTheSameMargins() {
        List<Example> rows = texts(200);
        SentPieces sent = new SentPieces();
        List<LabelMoments> sums =
                FoldWork.sums(rows, LABELS.size(), FoldWork.FOLDS, FoldWorkTest::embed, sent, () -> {});
        assertThat(sent.names()).hasSize(FoldWork.FOLDS).contains("fold 4 of the teacher's rows");
        assertThat(Teacher.of(sums, FoldWorkTest::embed).margins(rows))
                .isEqualTo(Teacher.of(rows, LABELS.size(), FoldWork.FOLDS, FoldWorkTest::embed)
                        .margins(rows));
    }

    @Test
    void rowsThatAreTooManyToBeSentAreSummedHere() {
        List<Example> different = texts(40);
        List<Example> rows = new Repeated(different, (1 << 25) / HIDDEN + 1);
        Map<List<String>, float[]> known = new HashMap<>();
        different.forEach(text -> known.put(text.texts(), embed(List.of(text))[0]));
        Encoder encoder =
                some -> some.stream().map(text -> known.get(text.texts())).toArray(float[][]::new);
        SentPieces sent = new SentPieces();
        List<LabelMoments> sums = FoldWork.sums(rows, LABELS.size(), FoldWork.FOLDS, encoder, sent, () -> {});
        assertThat(sent.pieces()).isZero();
        assertThat(Teacher.of(sums, encoder).margins(different))
                .isEqualTo(
                        Teacher.of(rows, LABELS.size(), FoldWork.FOLDS, encoder).margins(different));
    }

    @Test
    void teacherAndReferenceEmbedTheRowsOnce() {
        List<Example> rows = texts(200);
        AtomicInteger embedded = new AtomicInteger();
        Encoder counted = some -> {
            embedded.addAndGet(some.size());
            return embed(some);
        };
        SentPieces sent = new SentPieces();
        SetSelectors selectors = new SetSelectors(rows, LABELS.size(), counted, true, sent, () -> {});
        SetSelector selector =
                selectors.filtered(0.5, FoldWorkTest::embed, selectors.of(Method.RIDGE, FoldWorkTest::embed));
        assertThat(embedded).hasValue(rows.size());
        assertThat(sent.names()).hasSize(FoldWork.FOLDS + 1).contains("all of the teacher's rows");
        SetSelector apart = new TeacherFilter(
                Teacher.of(rows, LABELS.size(), FoldWork.FOLDS, FoldWorkTest::embed),
                FoldWorkTest::embed,
                0.5,
                Settings.ridge(
                        FoldWorkTest::embed,
                        RidgeReference.of(rows, LABELS.size(), FoldWorkTest::embed),
                        FoldWorkTest::embed));
        List<Example> pool = texts(60);
        assertThat(selector.select(pool, LABELS, 5, new RandomStreams(1)))
                .isEqualTo(apart.select(pool, LABELS, 5, new RandomStreams(1)))
                .isNotEqualTo(new SetSelectors(rows, LABELS.size(), counted, false, PieceRunner.LOCAL, () -> {})
                        .of(Method.RIDGE, FoldWorkTest::embed)
                        .select(pool, LABELS, 5, new RandomStreams(1)));
    }

    private static List<Example> texts(int count) {
        List<Example> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(Example.of("text " + i, i % LABELS.size()));
        }
        return texts;
    }

    /** Returns noise around a direction for the label. */
    private static float[][] embed(List<Example> examples) {
        return examples.stream()
                .map(example -> {
                    Random random = new Random(example.texts().hashCode());
                    float[] vector = new float[HIDDEN];
                    for (int i = 0; i < HIDDEN; i++) {
                        vector[i] = random.nextFloat() + (i == example.label() ? 1 : 0);
                    }
                    return vector;
                })
                .toArray(float[][]::new);
    }

    /** The same texts again and again. */
    private static final class Repeated extends AbstractList<Example> implements RandomAccess {
        private final List<Example> different;
        private final int size;

        Repeated(List<Example> different, int size) {
            this.different = different;
            this.size = size;
        }

        @Override
        public Example get(int index) {
            return different.get(index % different.size());
        }

        @Override
        public int size() {
            return size;
        }
    }
}
