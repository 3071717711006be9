package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.statistics.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's Java, compiled: what stands there stands here, line by line. */
class ReadmeExampleTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path THIS =
            Path.of("src", "test", "java", "io", "github", "dilm4j", "experiment", "ReadmeExampleTest.java");

    @Test
    void theReadmeShowsThisCode() throws IOException {
        String readme = Files.readString(README);
        int begin = readme.indexOf("```java\n") + "```java\n".length();
        String shown = readme.substring(begin, readme.indexOf("```", begin));
        assertThat(shown.lines()).hasSizeBetween(5, 12);
        assertThat(withoutSpaces(Files.readString(THIS))).contains(withoutSpaces(shown));
    }

    @Test
    void itAsksForItsConfig() {
        assertThatThrownBy(ReadmeExampleTest::example)
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("my.yaml: there is no such file");
    }

    @SuppressWarnings("DefaultLocale") // it prints for its user
    private static void example() {
        ExperimentConfig config = ExperimentConfig.load(Path.of("my.yaml"), List.of("distil.dpc=[5, 10]"));
        StopRequest stop = new StopRequest(); // stop.request() from another thread ends the run at its next checkpoint
        Results results = new Experiment(config, Path.of("runs/mine"), EventSink.NONE, stop).run();
        for (Results.Scores scores : results.scores()) {
            Summary summary = scores.summary();
            System.out.printf("%s, dpc %d: %.3f ± %.3f%n", scores.method(), scores.dpc(), summary.mean(), summary.sd());
        }
    }

    private static String withoutSpaces(String text) {
        return text.replaceAll("\\s+", "");
    }
}
