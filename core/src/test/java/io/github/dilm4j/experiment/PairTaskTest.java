package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a task of text pairs, from the file to the scores. */
class PairTaskTest {
    private static final List<String> NOUNS = List.of("film", "plot", "cast", "song", "end", "tale", "joke", "play");
    private static final List<String> WORDS = List.of("good", "warm", "fine", "rare", "great");

    @TempDir
    private Path folder;

    /** Writes pairs of texts. Label 1 means that both texts are about the same thing. */
    private void write(String name, int turn) throws IOException {
        List<String> lines = new ArrayList<>(List.of("first\tsecond\tsame"));
        for (int i = 0; i < NOUNS.size(); i++) {
            for (int j = 0; j < WORDS.size(); j++) {
                String first = WORDS.get(j) + " " + NOUNS.get(i);
                String other = WORDS.get((j + turn) % WORDS.size()) + " ";
                lines.add(first + "\t" + other + NOUNS.get(i) + "\tyes");
                lines.add(first + "\t" + other + NOUNS.get((i + turn) % NOUNS.size()) + "\tno");
            }
        }
        Files.write(folder.resolve(name), lines);
    }

    @Test
    void pairsAreDistilled() throws IOException {
        write("pairs.tsv", 1);
        write("held.tsv", 2);
        Path run = TinyRun.run(
                folder,
                "task={textFields: [first, second], labelField: same, labels: ['no', 'yes'], metric: accuracyAndF1}",
                "data={train: [pairs.tsv], report: [held.tsv], selectPerLabel: 8}",
                "evaluation.methods=[random, likelihood, dilm]",
                "languageModel.steps=150");
        Results results = Results.read(new RunFolder(run).results());
        assertThat(results.task().metric()).isEqualTo(Metric.ACCURACY_AND_F1);
        assertThat(results.scores()).hasSize(3);
        for (String method : List.of("random", "likelihood", "dilm")) {
            List<Example> set = ExampleFiles.read(new RunFolder(run).distilled(method, 2, 0), results.task());
            assertThat(set).hasSize(4).allSatisfy(example -> {
                assertThat(example.texts()).hasSize(2).noneMatch(String::isBlank);
                assertThat(example.texts().get(0)).isNotEqualTo(example.texts().get(1));
            });
        }
    }
}
