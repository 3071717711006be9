package io.github.dilm4j.coreset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class TeacherTest {
    private static final int LABELS = 3;
    private static final List<String> NAMES = List.of("a", "b", "c");

    @Test
    void agreesWithLabelsThatTheEmbeddingsShow() {
        Teacher teacher = Teacher.of(rows(300, 1), LABELS, 5, TeacherTest::encode);
        double[] margins = teacher.margins(rows(100, 2));
        assertThat(agreement(margins)).isGreaterThan(0.95);
        List<Example> wrong = rows(100, 2).stream()
                .map(row -> Example.of(row.texts().get(0), (row.label() + 1) % LABELS))
                .toList();
        assertThat(agreement(teacher.margins(wrong))).isLessThan(0.05);
    }

    @Test
    void doesNotLearnTheLabelOfTheTextThatItJudges() {
        List<Example> rows = new ArrayList<>(rows(40, 1));
        rows.replaceAll(
                row -> Example.of(row.texts().get(0), Math.floorMod(row.texts().hashCode(), LABELS)));
        // the labels are noise, but 12 features can fit 40 rows well
        Teacher teacher = Teacher.of(rows, LABELS, 5, TeacherTest::encode);
        assertThat(agreement(teacher.margins(rows))).isLessThan(0.6);
    }

    @Test
    void marginsAreThoseOfTheRidgeRegressionOnTheOtherFolds() {
        List<Example> rows = rows(60, 3);
        Teacher teacher = Teacher.of(rows, LABELS, 2, TeacherTest::encode);
        for (Example judged : rows(20, 4)) {
            List<Example> others = rows.stream()
                    .filter(row -> Teacher.fold(row, 2) != Teacher.fold(judged, 2))
                    .toList();
            RidgeReference reference = RidgeReference.of(others, LABELS, TeacherTest::encode);
            double[][] weights = reference.regression(1e-3);
            double[] features = reference.features(encode(List.of(judged))[0]);
            double own = RidgeReference.dot(weights[judged.label()], features);
            double other = IntStream.range(0, LABELS)
                    .filter(label -> label != judged.label())
                    .mapToDouble(label -> RidgeReference.dot(weights[label], features))
                    .max()
                    .orElseThrow();
            assertThat(teacher.margins(List.of(judged))[0]).isCloseTo(own - other, within(1e-9));
        }
    }

    @Test
    void theRegressionSolvesItsEquations() {
        RidgeReference reference = RidgeReference.of(rows(50, 5), LABELS, TeacherTest::encode);
        double[][] weights = reference.regression(0.3);
        for (int label = 0; label < LABELS; label++) {
            double[] product = reference.timesSecond(weights[label]);
            for (int a = 0; a < product.length; a++) {
                double[] unit = new double[product.length];
                unit[a] = 1;
                double cross = reference.timesCross(unit)[label];
                assertThat(product[a] + 0.3 * weights[label][a]).isCloseTo(cross, within(1e-10));
            }
        }
    }

    @Test
    void keepsTheClearestShareOfEveryLabelAndAsManyAsASetNeeds() {
        Teacher teacher = Teacher.of(rows(300, 1), LABELS, 5, TeacherTest::encode);
        List<Example> pool = rows(60, 6); // 20 of each label
        List<Example> seen = new ArrayList<>();
        SetSelector all = (kept, labels, dpc, streams) -> {
            seen.addAll(kept);
            return kept;
        };
        new TeacherFilter(teacher, TeacherTest::encode, 0.25, all).select(pool, NAMES, 2, new RandomStreams(1));
        assertThat(seen).hasSize(15).isSubsetOf(pool);
        for (int label = 0; label < LABELS; label++) {
            List<Example> ofLabel = PerLabel.split(pool, LABELS).get(label);
            double[] margins = teacher.margins(ofLabel);
            Set<Example> kept = new HashSet<>(seen);
            double least = IntStream.range(0, ofLabel.size())
                    .filter(i -> kept.contains(ofLabel.get(i)))
                    .mapToDouble(i -> margins[i])
                    .min()
                    .orElseThrow();
            assertThat(IntStream.range(0, ofLabel.size())
                            .filter(i -> !kept.contains(ofLabel.get(i)))
                            .mapToDouble(i -> margins[i]))
                    .allSatisfy(margin -> assertThat(margin).isLessThanOrEqualTo(least));
        }
        seen.clear();
        new TeacherFilter(teacher, TeacherTest::encode, 0.01, all).select(pool, NAMES, 7, new RandomStreams(1));
        assertThat(seen).hasSize(21);
    }

    @Test
    void refusesTooFewRows() {
        assertThatThrownBy(() -> Teacher.of(rows(1, 1), LABELS, 2, TeacherTest::encode))
                .hasMessage("1 rows are too few to train a teacher on all folds but one");
    }

    private static double agreement(double[] margins) {
        return IntStream.range(0, margins.length).filter(i -> margins[i] > 0).count() / (double) margins.length;
    }

    private static List<Example> rows(int count, long seed) {
        return IntStream.range(0, count)
                .mapToObj(i -> Example.of("text " + seed + " " + i, i % LABELS))
                .toList();
    }

    /** Returns noise plus one direction, given by the number at the end of the text modulo the number of labels. */
    private static float[][] encode(List<Example> examples) {
        return examples.stream()
                .map(example -> {
                    String text = example.texts().get(0);
                    UniformRandomProvider random = new RandomStreams(text.hashCode()).stream("noise");
                    float[] embedding = new float[12];
                    for (int j = 0; j < embedding.length; j++) {
                        embedding[j] = random.nextFloat() - 0.5f;
                    }
                    embedding[Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1)) % LABELS] += 1;
                    return embedding;
                })
                .toArray(float[][]::new);
    }
}
