package io.github.dilm4j.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoReasonTest {
    @Test
    void aPathAloneIsNoReason() {
        assertThat(IoReason.of(new AccessDeniedException("train.tsv"))).isEqualTo("no permission");
        assertThat(IoReason.of(new NoSuchFileException("train.tsv"))).isEqualTo("no such file or folder");
        assertThat(IoReason.of(new DirectoryNotEmptyException("run"))).isEqualTo("the folder is not empty");
        assertThat(IoReason.of(new NotDirectoryException("run"))).isEqualTo("it is not a folder");
        assertThat(IoReason.of(new NotLinkException("run"))).isEqualTo("NotLinkException");
        assertThat(IoReason.of(new ClosedChannelException())).isEqualTo("ClosedChannelException");
    }

    @Test
    void aServerThatIsNotThereIsTold() {
        assertThat(IoReason.of(new ConnectException())).isEqualTo("no connection; is the server running?");
        assertThat(IoReason.of(new ConnectException("no way"))).isEqualTo("no way");
    }

    @Test
    void theReasonOfTheSystemIsKept() {
        assertThat(IoReason.of(new IOException("No space left on device"))).isEqualTo("No space left on device");
        assertThat(IoReason.of(new FileSystemException("a", null, "Too many open files")))
                .isEqualTo("a: Too many open files");
    }

    @Test
    void aFileInPlaceOfAFolderIsTold(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("run"), "x");
        assertThatThrownBy(() -> AtomicFiles.writeString(file.resolve("events.jsonl"), "y"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(file.resolve("events.jsonl") + ": cannot be written (a file of the name " + file
                        + " is in the way)");
    }
}
