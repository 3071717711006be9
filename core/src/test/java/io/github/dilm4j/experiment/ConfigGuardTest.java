package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigGuardTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void begun() throws IOException {
        Files.writeString(new RunFolder(folder).manifest(), "{}");
    }

    @Test
    void aConfigWithoutOutputsMayBeCorrected() throws IOException {
        ConfigGuard guard = new ConfigGuard(new RunFolder(folder));
        Files.delete(new RunFolder(folder).manifest());
        guard.write(TinyRun.config(folder));
        assertThat(guard.admit(TinyRun.config(folder, "repsets.count=3"), false))
                .isEmpty();
    }

    @Test
    void aRunOfAVersionWithFewerSettingsGoesOn() throws IOException {
        ConfigGuard guard = new ConfigGuard(new RunFolder(folder));
        guard.write(TinyRun.config(folder));
        Path file = new RunFolder(folder).config();
        Files.writeString(file, Files.readString(file).replaceAll("(?m)^  clusters: 0\n", ""));
        assertThatCode(() -> guard.admit(TinyRun.config(folder), false)).doesNotThrowAnyException();
        Files.writeString(file, Files.readString(file).replaceAll("(?m)^  clusters: 0\n", ""));
        assertThatThrownBy(() -> guard.admit(TinyRun.config(folder, "repsets.clusters=3"), false))
                .hasMessageContaining("(repsets.clusters: 0 became 3), which voids the stages from 'repsets' on");
    }

    @Test
    void aRemovedSettingIsReported() throws IOException {
        ConfigGuard guard = new ConfigGuard(new RunFolder(folder));
        guard.write(TinyRun.config(folder));
        Path file = new RunFolder(folder).config();
        Files.writeString(file, Files.readString(file) + "magic: 1\n");
        assertThatThrownBy(() -> guard.admit(TinyRun.config(folder), false))
                .hasMessageContaining("magic: 1 was removed");
    }
}
