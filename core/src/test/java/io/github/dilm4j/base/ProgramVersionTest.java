package io.github.dilm4j.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProgramVersionTest {
    @Test
    void theProgramAndTheReadmeHaveThePomsVersion() throws IOException {
        String version = "<version>" + ProgramVersion.get() + "</version>";
        assertThat(Files.readString(Path.of("pom.xml"))).contains(version);
        assertThat(Files.readString(Path.of("..", "README.md"))).contains(version);
    }
}
