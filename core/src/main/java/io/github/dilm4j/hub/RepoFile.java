package io.github.dilm4j.hub;

import io.github.dilm4j.base.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of a repository.
 *
 * @param path within it, parts split by slashes
 * @param bytes its size
 * @param digest of the content: SHA-256 for large files (LFS), else git's SHA-1 of a blob; also its name in the cache
 */
record RepoFile(String path, long bytes, String digest) {
    private static final int SHA256_DIGITS = 64;
    private static final int BUFFER = 1 << 16;

    boolean isLarge() {
        return digest.length() == SHA256_DIGITS;
    }

    /** The digest of a local file, of the same kind as {@link #digest}. */
    String digestOf(Path local) throws IOException {
        return isLarge() ? Sha256.of(local) : blobDigest(local);
    }

    /** SHA-1 over git's header and the content. */
    static String blobDigest(Path local) throws IOException {
        try (InputStream in = Files.newInputStream(local)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + Files.size(local) + "\0").getBytes(StandardCharsets.UTF_8));
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("every JDK has SHA-1", e));
        }
    }
}
