package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RealPath;
import io.github.dilm4j.base.SpecialFiles;
import io.github.dilm4j.base.Suggestion;
import io.github.dilm4j.run.config.Method;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Checks of single options. */
final class Arguments {
    private Arguments() {}

    static void positive(String option, long value) {
        if (value < 1) {
            throw new InputException(option + ": must be at least 1, got " + value);
        }
    }

    static void positive(String option, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new InputException(option + ": must be above 0, got " + value);
        }
    }

    static void notNegative(String option, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw InputException.at(option, "must be 0 or more, got " + value);
        }
    }

    static void share(String option, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new InputException(option + ": must lie between 0 and 1, got " + value);
        }
    }

    /**
     * Checks before the work that a file can be written after it; creates nothing.
     *
     * @throws InputException if it is a folder, or as {@link #writableFolder}
     */
    static void writableFile(String option, Path file) {
        if (Files.isDirectory(file)) {
            throw InputException.at(file, "is a folder; name a file with " + option);
        }
        if (SpecialFiles.is(file)
                || SpecialFiles.isSystemName(file)) { // a file would replace the device for all programs
            throw InputException.at(file, "is a device, pipe or socket; name a file with " + option);
        }
        writableFolder(option, RealPath.of(file).getParent());
    }

    /**
     * Checks before the work that a folder can be written to after it; creates nothing.
     *
     * @throws InputException if it, or the folder that would hold it, is not a folder or is not writable
     */
    static void writableFolder(String option, Path folder) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw InputException.at(
                    folder,
                    "cannot be written to, because " + there + " is "
                            + (Files.isDirectory(there) ? "write-protected" : "not a folder")
                            + "; name another place with "
                            + option);
        }
    }

    /** @throws InputException if no method of that name chooses among given texts */
    static Method selection(String option, String name) {
        Map<String, Method> known = new LinkedHashMap<>();
        for (Method method : Method.values()) {
            if (!method.writes()) {
                known.put(method.label(), method);
            }
        }
        if (!known.containsKey(name)) {
            throw new InputException(option + ": '" + name + "' is not one of " + known.keySet()
                    + Suggestion.clause(name, known.keySet()));
        }
        return known.get(name);
    }

    /** @param why the setting that needs the option */
    static Path needed(String option, Optional<Path> value, String why) {
        return value.orElseThrow(() -> new InputException(option + ": is missing; " + why + " needs it"));
    }
}
