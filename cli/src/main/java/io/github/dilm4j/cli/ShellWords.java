package io.github.dilm4j.cli;

import java.util.List;
import java.util.stream.Collectors;

/** Formats arguments for a shell. */
final class ShellWords {
    private ShellWords() {}

    static String of(List<String> arguments) {
        return arguments.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_./=:@%+,-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
