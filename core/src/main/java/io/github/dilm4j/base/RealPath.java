package io.github.dilm4j.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Paths without links, to tell whether two names mean one place. */
public final class RealPath {
    private RealPath() {}

    /**
     * The absolute path without links, as far as the path exists and can be looked up. A link to a file that does not
     * exist yet is resolved too.
     */
    public static Path of(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        Path there = whole;
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return resolved(there).resolve(there.relativize(whole));
        } catch (IOException unreadable) {
            return whole;
        }
    }

    private static Path resolved(Path there) throws IOException {
        try {
            return there.toRealPath();
        } catch (NoSuchFileException linkTarget) {
            return of(there.resolveSibling(Files.readSymbolicLink(there)));
        }
    }
}
