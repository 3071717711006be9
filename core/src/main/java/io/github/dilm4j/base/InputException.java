package io.github.dilm4j.base;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Something the user gave cannot be used. The message is one sentence on one line that says where, what was expected,
 * what was found and what to do; the command line prints it alone and exits with 2.
 */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InputException(String sentence) {
        super(line(sentence));
    }

    public InputException(String sentence, Throwable cause) {
        super(line(sentence), cause);
    }

    private InputException(List<String> sentences) {
        super(sentences.stream().map(InputException::line).collect(Collectors.joining("\n")));
    }

    /**
     * This exception for a place that the user knows by another name.
     *
     * @param place as it is in the message, perhaps with a line number, which is left out
     */
    public InputException renamed(Object place, String name) {
        Pattern shown = Pattern.compile(Pattern.quote(place.toString()) + "(:\\d+)?");
        String message = shown.matcher(getMessage()).replaceAll(Matcher.quoteReplacement(name));
        InputException renamed = new InputException(message.lines().toList());
        renamed.initCause(this);
        return renamed;
    }

    private static String line(String sentence) {
        return Abridged.sentence(Printable.line(sentence));
    }

    /** {@code place} is a file, {@code file:line}, or a config key. */
    public static InputException at(Object place, String problem) {
        return new InputException(place + ": " + problem);
    }

    /** Several problems of one place, a line each. */
    public static InputException atEach(Object place, List<String> problems) {
        return new InputException(
                problems.stream().map(problem -> place + ": " + problem).toList());
    }
}
