package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Ways to choose some texts of many, by their names on the command line. */
enum SelectionMethod {
    RANDOM,
    K_CENTERS,
    HERDING,
    RIDGE,
    LIKELIHOOD;

    boolean needsEncoder() {
        return this == K_CENTERS || this == HERDING || this == RIDGE;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws InputException if there is none of that name */
    static SelectionMethod named(String option, String name) {
        List<String> known = Arrays.stream(values()).map(SelectionMethod::label).toList();
        return Arrays.stream(values())
                .filter(method -> method.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new InputException(
                        option + ": '" + name + "' is not one of " + known + Suggestion.clause(name, known)));
    }
}
