package io.github.dilm4j.base;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder that an environment variable names. As in Python's client, {@code ~} is expanded to the home folder, and
 * {@code $NAME} or <code>${NAME}</code> to another variable, since variables do not always come from a shell.
 */
public final class FolderVariable {
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)})");

    private FolderVariable() {}

    /**
     * @return empty if the variable is not set or blank
     * @throws InputException if the value begins with an unknown home folder
     */
    public static Optional<Path> of(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .map(value -> Path.of(withVariables(withHome(value, name, environment), environment)));
    }

    private static String withHome(String value, String name, Map<String, String> environment) {
        if (!value.startsWith("~")) {
            return value;
        }
        String user = value.split("[/\\\\]", 2)[0];
        if (!user.equals("~")) {
            throw InputException.at(
                    name, "the home folder of another user in '" + value + "' is not looked up; write the whole path");
        }
        Path home = HomeFolder.of(environment)
                .orElseThrow(() -> InputException.at(
                        name, "'" + value + "' begins with the home folder, which is not known; set HOME"));
        return home + value.substring(1);
    }

    /** Expands variables; one that is not set stays as written. */
    private static String withVariables(String value, Map<String, String> environment) {
        return VARIABLE.matcher(value).replaceAll(found -> {
            String name = found.group(1) == null ? found.group(2) : found.group(1);
            return Matcher.quoteReplacement(environment.getOrDefault(name, found.group()));
        });
    }
}
