package io.github.dilm4j.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.audit.SetAudit.Flag;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SetAuditTest {
    private static final List<Example> REAL = IntStream.range(0, 40)
            .mapToObj(i -> Example.of("Real words of row " + i + ".", i % 2))
            .toList();

    private static SetAudit audit(List<Example> set, List<Integer> teacher) {
        return SetAudit.of(set, REAL, teacher, new RandomStreams(3));
    }

    @Test
    void eachRowHasItsFindings() {
        SetAudit audit = audit(
                List.of(
                        Example.of("A new text that ends.", 0),
                        Example.of("a NEW text, that ends!", 0),
                        Example.of("An unfinished new text", 1),
                        Example.of("?!", 1),
                        Example.of("Real words of row 7.", 1)),
                List.of(0, 1, 1, 1, 1));
        assertThat(audit.rows())
                .extracting(SetAudit.Row::flags)
                .containsExactly(
                        java.util.Set.of(),
                        java.util.Set.of(Flag.REPEATED, Flag.LABEL),
                        java.util.Set.of(Flag.CUT),
                        java.util.Set.of(Flag.EMPTY),
                        java.util.Set.of());
        assertThat(audit.rows()).extracting(SetAudit.Row::isSound).containsExactly(true, false, false, false, false);
        assertThat(audit.rows()).extracting(SetAudit.Row::isCopy).containsExactly(false, true, false, false, true);
        assertThat(audit.count(CopyFinder.Kind.VERBATIM)).isEqualTo(1);
        assertThat(audit.count(Flag.LABEL)).isEqualTo(1);
    }

    @Test
    void missingEndMarksAreNotFlaggedWhereRealTextsHaveNone() {
        List<Example> real = List.of(Example.of("no mark at the end", 0), Example.of("nor here", 1));
        SetAudit audit = SetAudit.of(List.of(Example.of("nor there", 0)), real, List.of(), new RandomStreams(3));
        assertThat(audit.rows().get(0).flags()).isEmpty();
        assertThat(audit.rows().get(0).teacher()).isEmpty();
    }

    @Test
    void varietyIsComparedWithAsManyRealTexts() {
        SetAudit audit = audit(List.of(Example.of("one two one two.", 0), Example.of("real words.", 1)), List.of());
        assertThat(audit.variety().words()).isEqualTo(3);
        assertThat(audit.variety().vocabulary()).isEqualTo(4);
        assertThat(audit.variety().distinct1()).isEqualTo(4 / 6.0, within(1e-9));
        assertThat(audit.variety().distinct2()).isEqualTo(3 / 4.0, within(1e-9));
        assertThat(audit.knownWords()).isEqualTo(0.5, within(1e-9));
        assertThat(audit.realVariety().words()).isEqualTo(5);
        assertThat(audit.realVariety().vocabulary()).isEqualTo(6); // four words and two numbers
    }

    @Test
    void theTeacherGivesTheLabelOfTheNearestMean() {
        CentroidTeacher teacher =
                new CentroidTeacher(new float[][] {{2, 0}, {9, 1}, {0, 1}, {-1, 5}}, List.of(0, 0, 1, 1), 2);
        assertThat(teacher.label(new float[] {3, 1})).isZero();
        assertThat(teacher.label(new float[] {1, 3})).isOne();
        assertThat(teacher.label(new float[] {0, 0})).isZero();
    }
}
