package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import java.nio.file.Path;
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

    static void share(String option, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new InputException(option + ": must lie between 0 and 1, got " + value);
        }
    }

    /** @param why what needs the option */
    static Path needed(String option, Optional<Path> value, String why) {
        return value.orElseThrow(() -> new InputException(option + ": is missing; " + why + " needs it"));
    }
}
