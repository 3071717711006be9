package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.generator.GeneratorTask;
import io.github.dilm4j.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTaskTest {
    @TempDir
    private Path folder;

    @Test
    void theGeneratorsOfARunKnowTheirTaskAndTheirSampling() {
        RunFolder run = new RunFolder(TinyRun.run(folder, "matching.training.steps=1", "sampling.temperature=0.8"));
        for (Path generator : List.of(run.generatorBeforeMatching(), run.generator())) {
            GeneratorTask known = GeneratorTask.of(generator).orElseThrow();
            assertThat(known.task().textFields()).containsExactly("sentence");
            assertThat(known.task().labels()).containsExactly("negative", "positive");
            assertThat(known.sampling().temperature()).isEqualTo(0.8);
            assertThat(known.sampling().maxTokens()).isEqualTo(16);
        }
    }

    @Test
    void aFolderOfAnotherProgramHasNone() {
        assertThat(GeneratorTask.of(folder)).isEmpty();
    }
}
