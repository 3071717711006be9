package io.github.dilm4j.hub;

/**
 * A file of a repository.
 *
 * @param path within it, parts split by slashes
 * @param bytes its size
 * @param digest of the content: SHA-256 for large files (LFS), else git's SHA-1 of a blob; also its name in the cache
 */
record RepoFile(String path, long bytes, String digest) {
    private static final int SHA256_DIGITS = 64;

    boolean isLarge() {
        return digest.length() == SHA256_DIGITS;
    }
}
