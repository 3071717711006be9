package io.github.dilm4j.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths without links, to tell whether two names mean one place. */
public final class RealPath {
    private RealPath() {}

    /** The absolute path without links, as far as the path exists and can be looked up. */
    public static Path of(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        Path there = whole;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return there.toRealPath().resolve(there.relativize(whole));
        } catch (IOException unreadable) {
            return whole;
        }
    }
}
