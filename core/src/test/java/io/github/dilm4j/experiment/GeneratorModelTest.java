package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that is no generator's, before anything is trained. */
class GeneratorModelTest {
    private static final Path ENCODER = Path.of("src", "test", "resources", "electra");

    @TempDir
    private Path folder;

    /** Its tokenizer lacks an end token too, which is not the cause. */
    @Test
    void anEncoderIsToldByItsArchitecture() {
        ExperimentConfig config =
                TinyRun.config(folder, "generator.create=", "generator.model=" + ENCODER.toAbsolutePath());
        assertThatThrownBy(() ->
                        new Experiment(config, folder.resolve("run"), EventSink.NONE, new StopRequest()).check(false))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(ENCODER.toAbsolutePath().resolve("config.json")
                        + ": model_type 'electra' is not one of [gemma,");
    }
}
