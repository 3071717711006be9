package io.github.dilm4j.hub;

/** Hears of downloads. */
@FunctionalInterface
public interface Progress {
    /** Takes no notice. */
    Progress NONE = (file, done, total) -> {};

    /** @param done bytes of the file that are there, those of an earlier attempt included */
    void downloaded(String file, long done, long total);
}
