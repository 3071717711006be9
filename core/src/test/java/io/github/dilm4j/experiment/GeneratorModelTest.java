package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that does not hold a generator is refused before anything is trained. */
class GeneratorModelTest {
    private static final Path ENCODER = Path.of("src", "test", "resources", "electra");

    @TempDir
    private Path folder;

    /** The encoder's tokenizer has no end token either, but that is not the cause. */
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
