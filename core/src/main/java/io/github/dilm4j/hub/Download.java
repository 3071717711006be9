package io.github.dilm4j.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Downloads one file into {@code blobs/}: writes a file beside it, which a later attempt or process continues, and
 * renames it when size and digest are right. The partial file has its own name, since {@link BlobLock} does not keep
 * Python's client from writing to {@code DIGEST.incomplete}.
 */
final class Download {
    private static final int BUFFER = 1 << 16;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_THERE = 416;

    private static final String INCOMPLETE = ".dilm4j.incomplete";

    private final HubClient client;
    private final HubSettings settings;
    private final Progress progress;

    Download(HubClient client, HubSettings settings, Progress progress) {
        this.client = client;
        this.settings = settings;
        this.progress = progress;
    }

    /** The content differs from the hub's list. */
    static final class WrongContentException extends IOException {
        private static final long serialVersionUID = 1L;

        WrongContentException(String message) {
            super(message);
        }
    }

    /** Whether a blob exists. Its content was checked before it got its name. */
    static boolean isWhole(Path blob, RepoFile file) throws IOException {
        return Files.exists(blob) && Files.size(blob) == file.bytes();
    }

    /** The path of a blob during its download. */
    static Path incomplete(Path blob) {
        return blob.resolveSibling(blob.getFileName() + INCOMPLETE);
    }

    /**
     * Fetches a blob unless it exists. The caller holds its {@link BlobLock}.
     *
     * @throws IOException if it cannot be fetched; the part that has arrived is kept, unless it is wrong
     */
    void into(Path blob, URI address, RepoFile file) throws IOException {
        if (isWhole(blob, file)) {
            return; // another process was faster
        }
        Path incomplete = incomplete(blob);
        Files.createDirectories(blob.getParent());
        boolean resumed = Files.exists(incomplete) && Files.size(incomplete) > 0;
        fetch(incomplete, address, file);
        if (resumed && !file.digestOf(incomplete).equals(file.digest())) {
            Files.delete(incomplete); // the old part may be damaged: start again
            fetch(incomplete, address, file);
        }
        String found = file.digestOf(incomplete);
        if (!found.equals(file.digest())) {
            Files.delete(incomplete);
            throw new WrongContentException("has the checksum " + found + " where the hub lists " + file.digest());
        }
        Files.move(incomplete, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void fetch(Path incomplete, URI address, RepoFile file) throws IOException {
        client.retrying(() -> {
            try (FileChannel out = FileChannel.open(incomplete, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (out.size() > file.bytes()) {
                    out.truncate(0);
                }
                if (out.size() < file.bytes()) {
                    rest(out, address, file);
                }
                out.force(true);
                return file;
            }
        });
    }

    private void rest(FileChannel out, URI address, RepoFile file) throws IOException {
        long begin = out.size();
        HttpResponse<InputStream> answer;
        try {
            answer = client.get(address, begin == 0 ? Map.of() : Map.of("Range", "bytes=" + begin + "-"));
        } catch (HubException e) {
            if (e.status() == RANGE_NOT_THERE && begin > 0) {
                out.truncate(0);
                throw new IOException(
                        "the server cannot resume the download (HTTP " + e.status() + ")", e); // start again
            }
            throw e;
        }
        if (answer.statusCode() == PARTIAL) {
            String range = answer.headers().firstValue("content-range").orElse("");
            if (!range.startsWith("bytes " + begin + "-")) {
                answer.body().close();
                out.truncate(0);
                throw new IOException("the hub sent another part than was asked for");
            }
        } else {
            begin = 0;
            out.truncate(0);
        }
        try (InputStream body = answer.body();
                StallGuard guard = new StallGuard(body, settings.stall())) {
            copy(body, out.position(begin), file, guard);
        }
        if (out.size() < file.bytes()) {
            throw new IOException("the connection ended after " + out.size() + " of " + file.bytes() + " bytes");
        }
    }

    private void copy(InputStream body, FileChannel out, RepoFile file, StallGuard guard) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            guard.alive();
            if (out.position() + read > file.bytes()) {
                out.truncate(0);
                throw new WrongContentException("is longer than the " + file.bytes() + " bytes that the hub lists");
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            progress.transferred(file.path(), out.position(), file.bytes());
        }
    }
}
