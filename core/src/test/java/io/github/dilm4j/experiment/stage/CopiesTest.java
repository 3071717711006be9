package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.distill.CandidatePool;
import io.github.dilm4j.distill.TextCounts;
import io.github.dilm4j.experiment.TinyRun;
import io.github.dilm4j.run.RunEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiesTest {
    private static final String LONG = "one two three four five six seven eight nine ten";

    @TempDir
    private Path folder;

    private List<Example> left(int most, List<String> told) throws Exception {
        StringBuilder rows = new StringBuilder("sentence\tlabel\n");
        for (int i = 0; i < 60; i++) {
            rows.append(LONG).append(" number ").append(i).append(i % 2 == 0 ? "\tnegative\n" : "\tpositive\n");
        }
        Files.writeString(folder.resolve("long.tsv"), rows);
        StageContext context = TinyRun.context(folder, "data.train=[long.tsv]", "distil.maxOverlap=" + most)
                .with(event -> told.add(((RunEvent.Warning) event).message()));
        CandidatePool pool = new CandidatePool(
                List.of(List.of(
                        Example.of("well " + LONG, 0), // ten consecutive words
                        Example.of("one two three four five six seven eight, or so", 0), // eight consecutive words
                        Example.of("another text", 0))),
                List.of(new TextCounts(3, 3, 0, 0, 0, 0)));
        Copies copies = new Copies(context, "dilm");
        assertThat(copies.leftOut(pool)).isEqualTo(copies.leftOut(pool));
        return copies.leftOut(pool).texts().get(0);
    }

    @Test
    void textsWithLongerRunsThanTheLimitAreLeftOutAndTold() throws Exception {
        List<String> told = new ArrayList<>();
        assertThat(left(9, told))
                .extracting(text -> text.texts().get(0))
                .containsExactly("one two three four five six seven eight, or so", "another text");
        assertThat(told)
                .containsExactly(
                        "dilm: 1 of 3 candidates repeat more than 9 words in a row of a real text, and are left"
                                + " out (distil.maxOverlap)");
        told.clear();
        assertThat(left(8, told)).hasSize(2);
        assertThat(left(10, told)).hasSize(3);
        assertThat(left(0, told)).hasSize(3);
    }
}
