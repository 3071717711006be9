package io.github.dilm4j.base;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Patterns of file names, in which an asterisk stands for any characters but {@code /}, and all else for itself. */
public final class FilePattern {
    private static final String ASTERISK = "*";

    private FilePattern() {}

    /** Whether the name has an asterisk. */
    public static boolean isPattern(String name) {
        return name.contains(ASTERISK);
    }

    /** The expression that the whole name of a file must match. */
    public static Pattern of(String text) {
        return Pattern.compile(Arrays.stream(text.split("\\*+", -1)) // parts between asterisks
                .map(Pattern::quote)
                .collect(Collectors.joining("[^/]*")));
    }
}
