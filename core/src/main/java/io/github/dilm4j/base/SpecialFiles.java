package io.github.dilm4j.base;

import java.nio.file.Files;
import java.nio.file.Path;

/** Devices, pipes and sockets: reading one may never end, and gives nothing the second time. */
public final class SpecialFiles {
    private SpecialFiles() {}

    /** Whether something else than a file or a folder has this name. */
    public static boolean is(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    /**
     * Whether the name is the system's: one of a device, or of a file that a process has open, such as {@code /dev/stdout}.
     * What it leads to may be an ordinary file.
     */
    public static boolean isSystemName(Path file) {
        Path folder = RealPath.of(file.toAbsolutePath().normalize().getParent());
        return folder.equals(Path.of("/dev")) || folder.startsWith("/proc");
    }

    /** @throws InputException if something else than a file or a folder has this name */
    public static void refuse(Path file) {
        if (is(file)) {
            throw InputException.at(
                    file, "is a device, pipe or socket; write its content to a file and name that file");
        }
    }
}
