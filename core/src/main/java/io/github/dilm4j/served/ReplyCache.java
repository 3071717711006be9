package io.github.dilm4j.served;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Replies on disk, by the digest of the request. It stores neither requests nor keys. */
final class ReplyCache {
    private final Path folder;

    ReplyCache(Path folder) {
        this.folder = folder;
    }

    /** The file of the reply to a request. */
    Path file(Endpoint endpoint, String body, long draw) {
        String digest = Sha256.of(endpoint.address() + "\n" + draw + "\n" + body);
        return folder.resolve(digest.substring(0, 2)).resolve(digest.substring(2) + ".json");
    }

    /** The reply; empty if there is none or the file holds none. */
    Optional<Reply> find(Path file) {
        try {
            return Reply.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
    }

    void put(Path file, String json) {
        AtomicFiles.writeString(file, json);
    }
}
