package io.github.dilm4j.distill;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.served.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Asks a served model for one text of a label, with real examples before it, and reads the text from the reply.
 *
 * @param template with {@code {label}}, {@code {examples}} and {@code {format}}, the form of the reply
 */
public record WritingPrompt(Task task, String template) {
    private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\R\\s*");
    private static final Pattern THOUGHTS = Pattern.compile("(?s)^\\s*<think>.*?(</think>|$)");
    private static final Pattern FENCE = Pattern.compile("(?m)^\\s*```\\w*\\s*$");
    private static final Pattern BULLET = Pattern.compile("^(?:[-*•]|\\d{1,2}[.)])\\s+");
    private static final List<String> QUOTES = List.of("\"\"", "''", "“”", "„“", "«»", "**");

    String of(int label, List<Example> examples) {
        return template.replace("{format}", format())
                .replace("{label}", task.labelNames().get(label))
                .replace("{examples}", examples.stream().map(this::block).collect(Collectors.joining("\n\n")));
    }

    private String format() {
        return task.textFields().size() == 1
                ? "Reply with the new text alone."
                : "Reply with two lines alone, which begin with "
                        + task.textFields().stream()
                                .map(field -> "'" + field + ":'")
                                .collect(Collectors.joining(" and "))
                        + ".";
    }

    private String block(Example example) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < example.texts().size(); i++) {
            lines.add(
                    task.textFields().get(i) + ": " + onOneLine(example.texts().get(i)));
        }
        return String.join("\n", lines);
    }

    /** Reads the text of a reply, without thoughts, code fences, bullets, field names and quotes. */
    GeneratedText read(Reply reply, int label) {
        String text = FENCE.matcher(THOUGHTS.matcher(reply.text()).replaceFirst(""))
                .replaceAll("")
                .strip();
        List<String> texts = task.textFields().size() == 1
                ? List.of(plain(afterName(text, task.textFields().get(0)).orElse(text)))
                : task.textFields().stream()
                        .flatMap(field -> line(text, field).stream())
                        .toList();
        GeneratedText.Outcome outcome = outcome(reply, texts);
        boolean whole = outcome == GeneratedText.Outcome.COMPLETE;
        return new GeneratedText(
                whole ? new Example(texts, label) : Example.of("", label), outcome, 0, (int) reply.completionTokens());
    }

    private GeneratedText.Outcome outcome(Reply reply, List<String> texts) {
        if (reply.cutOff()) {
            return GeneratedText.Outcome.CUT_OFF;
        }
        if (texts.size() != task.textFields().size()) {
            return GeneratedText.Outcome.NO_SEPARATOR;
        }
        if (texts.stream().anyMatch(text -> text.isBlank())) {
            return GeneratedText.Outcome.EMPTY;
        }
        return texts.size() == 2 && texts.get(0).equals(texts.get(1))
                ? GeneratedText.Outcome.IDENTICAL_PAIR
                : GeneratedText.Outcome.COMPLETE;
    }

    /** The only line that begins with the field's name. */
    private static Optional<String> line(String text, String field) {
        List<String> lines =
                text.lines().flatMap(line -> afterName(line, field).stream()).toList();
        return lines.size() == 1 ? Optional.of(plain(lines.get(0))) : Optional.empty();
    }

    private static Optional<String> afterName(String text, String field) {
        String bare = BULLET.matcher(text.strip()).replaceFirst("").replaceFirst("^\\*+", "");
        String name = field + ":";
        return bare.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT))
                ? Optional.of(bare.substring(name.length()).replaceFirst("^\\*+", ""))
                : Optional.empty();
    }

    private static String plain(String text) {
        String plain = BULLET.matcher(onOneLine(text)).replaceFirst("");
        for (String pair : QUOTES) {
            boolean quoted = plain.length() > 1
                    && plain.startsWith(pair.substring(0, 1))
                    && plain.endsWith(pair.substring(1))
                    && plain.indexOf(pair.charAt(1), 1) == plain.length() - 1;
            plain = quoted ? plain.substring(1, plain.length() - 1).strip() : plain;
        }
        return plain;
    }

    private static String onOneLine(String text) {
        return LINE_BREAKS.matcher(text.strip()).replaceAll(" ");
    }
}
