package io.github.dilm4j.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDigestsTest {
    private static final String BLOB_OF_ONE = "d00491fd7e5bb6fa28c517a0bb32b8b506539d4d"; // git hash-object of "1\\n"

    @TempDir
    private Path folder;

    @Test
    void aFileIsReadOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "1\n");
        RepoFile small = new RepoFile("file", 2, BLOB_OF_ONE);
        RepoFile large = new RepoFile("file", 2, Sha256.of("1\n"));
        LocalDigests digests = new LocalDigests();
        assertThat(digests.equal(small, file)).isTrue();
        assertThat(digests.equal(large, file)).isTrue();

        Files.writeString(file, "2\n");
        assertThat(digests.equal(small, file)).isTrue();
        assertThat(digests.equal(large, file)).isTrue();
        assertThat(digests.sha256(file)).isEqualTo(large.digest());
        assertThat(new LocalDigests().equal(small, file)).isFalse();
        assertThat(new LocalDigests().equal(large, file)).isFalse();
        assertThat(digests.equal(new RepoFile("file", 3, BLOB_OF_ONE), file)).isFalse();
    }
}
