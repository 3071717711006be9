package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.SharedFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The real data sets give the expected numbers of examples. */
class SharedDataTest {
    @Test
    void sst2() {
        Path train = SharedFiles.require("data/sst2/train.tsv");
        Task task = new Task("sst2", List.of("sentence"), "label", List.of("negative", "positive"), Metric.ACCURACY);

        List<Example> examples = ExampleFiles.read(train, task);

        assertThat(ByLabel.group(examples, 2)).extracting(List::size).containsExactly(29_780, 37_569);
        assertThat(examples.get(0)).isEqualTo(Example.of("when are bears bears and", 1));
    }

    @Test
    void qqp() {
        Path dev = SharedFiles.require("data/qqp/dev.tsv");
        Task task = new Task(
                "qqp",
                List.of("question1", "question2"),
                "is_duplicate",
                LabelNames.find(List.of(dev), "is_duplicate", TaskKeys.CONFIG),
                Metric.ACCURACY_AND_F1);

        assertThat(ByLabel.group(ExampleFiles.read(dev, task), 2))
                .extracting(List::size)
                .containsExactly(8_550 - 3_773, 3_773);
    }

    @Test
    void mnli() {
        Path train = SharedFiles.require("data/mnli/train.tsv");
        List<String> labels = List.of("entailment", "neutral", "contradiction");
        AtomicInteger rows = new AtomicInteger();

        ExampleFiles.forEach(
                train,
                new Task("mnli", List.of("premise", "hypothesis"), "label", labels, Metric.ACCURACY),
                example -> rows.incrementAndGet());

        assertThat(rows).hasValue(12_988);
    }

    @Test
    void trec() {
        Path train = SharedFiles.require("data/trec/train.tsv");
        Path test = SharedFiles.require("data/trec/test.tsv");
        List<String> labels = LabelNames.find(List.of(train, test), "coarse", TaskKeys.CONFIG);

        assertThat(labels).hasSize(6).isSorted();
        assertThat(ExampleFiles.read(
                        List.of(train, test), new Task("trec", List.of("question"), "coarse", labels, Metric.MACRO_F1)))
                .hasSize(5_952);
    }
}
