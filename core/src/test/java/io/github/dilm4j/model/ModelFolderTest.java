package io.github.dilm4j.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aDeviceInTheFolderIsNotTakenForAMissingFile() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"bert\"}");
        Path link = Files.createSymbolicLink(folder.resolve("tokenizer_config.json"), Path.of("/dev/zero"));
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(link + ": is a device, pipe or socket");
    }
}
