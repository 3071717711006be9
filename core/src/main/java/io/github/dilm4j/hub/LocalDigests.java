package io.github.dilm4j.hub;

import io.github.dilm4j.base.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Digests of local files that do not change. Each file is read once for each kind of digest. */
final class LocalDigests {
    private final Map<Path, String> sha256 = new HashMap<>();
    private final Map<Path, String> blobs = new HashMap<>();

    String sha256(Path file) {
        return sha256.computeIfAbsent(file, Sha256::of);
    }

    /** Whether a local file has the content of the repository's. */
    boolean equal(RepoFile there, Path local) throws IOException {
        return Files.size(local) == there.bytes()
                && (there.isLarge() ? sha256(local) : blob(local)).equals(there.digest());
    }

    private String blob(Path file) throws IOException {
        String known = blobs.get(file);
        if (known == null) {
            known = RepoFile.blobDigest(file);
            blobs.put(file, known);
        }
        return known;
    }
}
