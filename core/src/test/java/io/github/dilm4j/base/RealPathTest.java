package io.github.dilm4j.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealPathTest {
    @TempDir
    private Path folder;

    @Test
    void linksAreResolvedAsFarAsThePathExists() throws IOException {
        Path real = Files.createDirectory(folder.toRealPath().resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        assertThat(RealPath.of(link)).isEqualTo(real);
        assertThat(RealPath.of(link.resolve("new/file"))).isEqualTo(real.resolve("new/file"));
        assertThat(RealPath.of(link.resolve("../other")))
                .isEqualTo(folder.toRealPath().resolve("other"));
    }

    @Test
    void aLinkToAFileThatIsNotThereYetIsResolved() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("new/file"));
        Path further = Files.createSymbolicLink(folder.resolve("further"), link);
        assertThat(RealPath.of(further)).isEqualTo(folder.toRealPath().resolve("new/file"));
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        assertThat(RealPath.of(loop)).isEqualTo(loop);
    }

    @Test
    void aPathThatIsNotThereIsMadeAbsolute() {
        assertThat(RealPath.of(Path.of("not/there")))
                .isEqualTo(Path.of("not/there").toAbsolutePath());
    }
}
