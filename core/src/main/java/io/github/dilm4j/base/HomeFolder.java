package io.github.dilm4j.base;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The user's home folder. Some users have none, such as those of containers that run under a bare user id. */
public final class HomeFolder {
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private HomeFolder() {}

    /**
     * {@code HOME}, which shells and Python use; without it, Java's home folder of the user. Windows has no such
     * variable.
     *
     * @return an absolute path, whose folder need not exist
     */
    public static Optional<Path> of(Map<String, String> environment) {
        return Optional.ofNullable(WINDOWS ? null : environment.get("HOME"))
                .filter(HomeFolder::isAbsolute)
                .or(() -> Optional.ofNullable(System.getProperty("user.home")).filter(HomeFolder::isAbsolute))
                .map(Path::of);
    }

    /** Java gives {@code ?} for a user without an entry in the system's list. */
    private static boolean isAbsolute(String folder) {
        return !folder.isBlank() && Path.of(folder).isAbsolute();
    }
}
