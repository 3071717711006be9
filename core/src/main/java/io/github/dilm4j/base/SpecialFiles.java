package io.github.dilm4j.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Detects devices, pipes and sockets. Reading one may never end, and a second read returns nothing. */
public final class SpecialFiles {
    private SpecialFiles() {}

    /** Whether the path is neither a file nor a folder. */
    public static boolean is(Path file) {
        try { // one look, since another process may delete the file between two
            return Files.readAttributes(file, BasicFileAttributes.class).isOther();
        } catch (IOException e) {
            return false; // it is not there, or whoever reads it says what is wrong
        }
    }

    /**
     * Whether the name belongs to a device or to a file that a process has open, such as {@code /dev/stdout}. It may
     * lead to an ordinary file.
     */
    public static boolean isSystemName(Path file) {
        Path folder = RealPath.of(file.toAbsolutePath().normalize().getParent());
        return folder.equals(Path.of("/dev")) || folder.startsWith("/proc");
    }

    /** @throws InputException if the path is neither a file nor a folder */
    public static void refuse(Path file) {
        if (is(file)) {
            throw InputException.at(
                    file, "is a device, pipe or socket; write its content to a file and name that file");
        }
    }
}
