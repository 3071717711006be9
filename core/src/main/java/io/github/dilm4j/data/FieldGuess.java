package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Guesses which fields of a file hold texts and labels, from the fields' names or else from the first rows. */
public final class FieldGuess {
    private static final int SAMPLE = 1000; // rows
    private static final int MOST_LABELS = 100;
    private static final double ROWS_PER_LABEL = 5;
    private static final double MUCH_LONGER = 3;
    private static final double MOSTLY_DIFFERENT = 0.5;

    /** Columns that number the rows, as in GLUE and many others; the last are those of pandas, which have no name. */
    private static final Pattern NUMBERS = Pattern.compile(
            "idx|id|index|guid|uid|\\s*|unnamed: [\\d.]+|__index_level_\\d+__", Pattern.CASE_INSENSITIVE);
    /** Two of these are a pair. */
    private static final Set<String> PARTS = Set.of(
            "premise",
            "hypothesis",
            "question",
            "answer",
            "query",
            "passage",
            "context",
            "sentence",
            "claim",
            "evidence");
    /** Names of text fields; the first that a file has is used. */
    private static final List<String> TEXTS = List.of(
            "text",
            "sentence",
            "review",
            "content",
            "document",
            "comment",
            "message",
            "tweet",
            "utterance",
            "question",
            "body",
            "description");
    /** Names of label fields; the first that a file has is used. */
    private static final List<String> LABELS = List.of(
            "label",
            "labels",
            "class",
            "category",
            "target",
            "intent",
            "sentiment",
            "emotion",
            "topic",
            "stars",
            "rating");
    /** Suffixes of the name of a field that holds the names for another field's numbers. */
    private static final List<String> NAMES = List.of("_text", "_name", "_names");

    private FieldGuess() {}

    /**
     * The fields of the texts: the one beside the label's, or a pair such as question1 and question2, or the one with a
     * usual name, or the one whose values are far longer than all others.
     *
     * @throws InputException if none of these rules finds a field
     */
    public static List<String> texts(Path file, String label, TaskKeys keys) {
        List<String> all = FieldNames.of(file);
        List<String> fields = all.stream()
                .filter(name -> !areOfOneLabel(name, label))
                .filter(name -> !NUMBERS.matcher(name).matches())
                .toList();
        if (fields.size() == 1 || isPair(fields)) {
            return fields;
        }
        return named(fields, TEXTS)
                .or(() -> longest(file, fields))
                .map(List::of)
                .orElseThrow(() -> InputException.at(
                        file,
                        "which of its fields " + Shown.list(all) + " hold the texts is not clear; name one or two with "
                                + keys.textFields()));
    }

    /**
     * The field of the label: one with a usual name, or the only one with few, repeated values. Otherwise {@code
     * label}, so that the reader's message lists the fields.
     */
    public static String label(Path file) {
        List<String> all = FieldNames.of(file);
        return named(all, LABELS).or(() -> repeating(file, all)).orElse(LABELS.get(0));
    }

    /**
     * The field with the names of the labels, where {@code label} holds their numbers: {@code label_text} beside {@code
     * label}, if each number has one name. Otherwise {@code label} itself.
     */
    public static String labelByName(Path file, String label) {
        List<String> all = FieldNames.of(file);
        for (String ending : NAMES) {
            if (all.contains(label + ending) && areNumbers(file, label) && tellTheSame(file, label, label + ending)) {
                return label + ending;
            }
        }
        return label;
    }

    /** A field such as {@code label_text} is not a text: it gives the label away. */
    private static boolean areOfOneLabel(String name, String label) {
        return name.equals(label) || name.startsWith(label + "_") || label.startsWith(name + "_");
    }

    private static Optional<String> named(List<String> fields, List<String> usual) {
        return usual.stream()
                .flatMap(name -> fields.stream().filter(field -> field.equalsIgnoreCase(name)))
                .findFirst();
    }

    /** Whether the names differ in their last letter alone, such as sentence1 and sentence2, or are a known pair. */
    private static boolean isPair(List<String> fields) {
        if (fields.size() != 2) {
            return false;
        }
        String first = fields.get(0).toLowerCase(Locale.ROOT);
        String second = fields.get(1).toLowerCase(Locale.ROOT);
        return (PARTS.contains(first) && PARTS.contains(second))
                || (first.length() > 1
                        && first.length() == second.length()
                        && first.regionMatches(0, second, 0, first.length() - 1));
    }

    private static Optional<String> longest(Path file, List<String> fields) {
        Map<String, Double> lengths = new HashMap<>();
        for (String field : fields) {
            List<String> values = sample(file, field);
            boolean different = values.stream().distinct().count() > MOSTLY_DIFFERENT * values.size();
            lengths.put(field, different ? meanLength(values) : 0);
        }
        List<String> byLength = fields.stream()
                .sorted(Comparator.comparing((String field) -> lengths.get(field))
                        .reversed())
                .toList();
        boolean clear = byLength.size() > 1
                && lengths.get(byLength.get(0)) > MUCH_LONGER * lengths.get(byLength.get(1))
                && lengths.get(byLength.get(0)) > 0;
        return clear ? Optional.of(byLength.get(0)) : Optional.empty();
    }

    private static double meanLength(List<String> values) {
        return values.stream().mapToInt(String::length).average().orElse(0);
    }

    private static Optional<String> repeating(Path file, List<String> fields) {
        List<String> found = fields.stream()
                .filter(field -> {
                    List<String> values = sample(file, field);
                    long different = values.stream().distinct().count();
                    return different > 1 && different <= MOST_LABELS && values.size() >= ROWS_PER_LABEL * different;
                })
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static boolean areNumbers(Path file, String field) {
        return sample(file, field).stream().allMatch(LabelIndex::isInteger);
    }

    private static boolean tellTheSame(Path file, String numbers, String names) {
        List<String> keys = sample(file, numbers);
        List<String> values = sample(file, names);
        Map<String, String> nameOf = new HashMap<>();
        for (int i = 0; i < Math.min(keys.size(), values.size()); i++) {
            String known = nameOf.putIfAbsent(keys.get(i), values.get(i));
            if (known != null && !known.equals(values.get(i))) {
                return false;
            }
        }
        return keys.size() == values.size()
                && nameOf.size() == nameOf.values().stream().distinct().count();
    }

    /** A field's values in the first rows; none if they cannot be read as texts. */
    private static List<String> sample(Path file, String field) {
        List<String> values = new ArrayList<>();
        try {
            FileFormat.of(file).read(file, WantedFields.of(List.of(), field, TaskKeys.CONFIG), (line, row) -> {
                values.add(row[0]);
                if (values.size() == SAMPLE) {
                    throw new EnoughException();
                }
            });
        } catch (EnoughException enough) {
            return values;
        } catch (InputException noText) {
            values.clear();
        }
        return values;
    }

    /** Ends the reading of a file whose first rows are enough. */
    private static final class EnoughException extends RuntimeException {
        private static final long serialVersionUID = 1;

        EnoughException() {
            super(null, null, false, false);
        }
    }
}
