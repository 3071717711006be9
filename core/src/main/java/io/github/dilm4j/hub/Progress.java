package io.github.dilm4j.hub;

/** Receives the progress of downloads. */
@FunctionalInterface
public interface Progress {
    /** Ignores the progress. */
    Progress NONE = (file, done, total) -> {};

    /** @param done bytes of the file so far, including those of an earlier attempt */
    void downloaded(String file, long done, long total);
}
