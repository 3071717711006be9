package io.github.dilm4j.hub;

/** Receives the progress of downloads and uploads. */
@FunctionalInterface
public interface Progress {
    /** Ignores the progress. */
    Progress NONE = (file, done, total) -> {};

    /** @param done bytes of the file so far, including those that an earlier attempt fetched */
    void transferred(String file, long done, long total);
}
