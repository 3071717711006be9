package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Derives the labels of a data set from its rows. */
public final class LabelNames {
    /** A field with more different values than this holds ids or texts, not labels. */
    public static final int MOST_LABELS = 1000;

    private LabelNames() {}

    /** The labels of a file are of one kind if all are whole numbers or none is. */
    private record Kind(boolean numbers, Path file, long line, String first) {}

    /**
     * Whether the order of what {@link #find} gives is that of the files' class names, so that the numbers of another
     * file can be indices into it.
     *
     * @throws InputException if a file cannot be read
     */
    public static boolean areOrdered(List<Path> files, String labelField) {
        return files.stream()
                .anyMatch(file ->
                        !FileFormat.of(file).classNames(file, labelField).isEmpty());
    }

    /**
     * The values of the label column over all files: whole numbers by size, anything else by Unicode value. Files whose
     * data set's card has class names (Hugging Face), and Parquet files that carry them, give these, in the order of the
     * classes.
     *
     * @param keys how the user names the field and would name the labels
     * @throws InputException if a file cannot be read, a label is empty or -1, there are not 2 to 1,000 labels, or one
     *     file has only whole numbers and another none
     * @throws IllegalArgumentException if there is no file
     */
    public static List<String> find(List<Path> files, String labelField, TaskKeys keys) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("at least one file is needed");
        }
        WantedFields label = WantedFields.of(List.of(), labelField, keys);
        Set<String> found = new LinkedHashSet<>();
        Set<String> classNames = new LinkedHashSet<>();
        List<Kind> kinds = new ArrayList<>();
        for (Path file : files) {
            FileFormat format = FileFormat.of(file);
            List<String> named = format.classNames(file, labelField);
            classNames.addAll(named);
            if (named.isEmpty()) {
                kind(file, label, found).ifPresent(kinds::add);
            }
        }
        requireOneKind(kinds, keys);
        List<String> labels = ordered(found, classNames);
        if (labels.size() < 2) {
            throw InputException.at(
                    files.get(0),
                    "the only label in " + Shown.quoted(labelField) + " is " + Shown.quoted(labels.get(0))
                            + "; give data with at least two labels");
        }
        return labels;
    }

    /**
     * Adds a file's labels to those found.
     *
     * @return empty if it has numbers and names
     */
    private static Optional<Kind> kind(Path file, WantedFields label, Set<String> found) {
        List<Kind> kinds = new ArrayList<>(); // the first of each, in the order of the lines
        FileFormat.of(file).read(file, label, (line, values) -> {
            add(found, values[0], file + ":" + line, label.keys());
            boolean number = LabelIndex.isInteger(values[0]);
            if (kinds.stream().noneMatch(kind -> kind.numbers() == number)) {
                kinds.add(new Kind(number, file, line, values[0]));
            }
        });
        return kinds.size() == 1 ? Optional.of(kinds.get(0)) : Optional.empty();
    }

    /**
     * Numbers in one file and names in another are more likely two spellings of the same labels than further labels.
     */
    private static void requireOneKind(List<Kind> kinds, TaskKeys keys) {
        Optional<Kind> numbers = kinds.stream().filter(Kind::numbers).findFirst();
        Optional<Kind> names = kinds.stream().filter(kind -> !kind.numbers()).findFirst();
        if (numbers.isPresent() && names.isPresent()) {
            Kind number = numbers.get();
            Kind name = names.get();
            throw InputException.at(
                    number.file() + ":" + number.line(),
                    "the labels of this file are numbers such as " + number.first() + ", and those of " + name.file()
                            + " names such as " + Shown.quoted(name.first()) + " (line " + name.line()
                            + "); write them one way, or name all labels, in the numbers' order, with "
                            + keys.labels());
        }
    }

    private static void add(Set<String> found, String value, String place, TaskKeys keys) {
        if (value.isEmpty()) {
            throw InputException.at(place, "the label is empty; fill it or remove the row");
        }
        if (value.equals(LabelIndex.UNLABELLED)) {
            throw InputException.at(
                    place,
                    "label '-1' marks rows without a label, give a labelled file; if it is a label here, name all"
                            + " labels with " + keys.labels());
        }
        if (found.add(value) && found.size() > MOST_LABELS) {
            throw InputException.at(
                    place,
                    "more than " + MOST_LABELS + " different values so far; name the column that holds the labels with "
                            + keys.labelField());
        }
    }

    private static List<String> ordered(Set<String> found, Set<String> classNames) {
        if (!classNames.isEmpty()) {
            Set<String> all = new LinkedHashSet<>(classNames);
            found.stream()
                    .sorted()
                    .filter(value -> !LabelIndex.isInteger(value))
                    .forEach(all::add);
            return List.copyOf(all);
        }
        Comparator<String> order = found.stream().allMatch(LabelIndex::isInteger)
                ? Comparator.comparingLong(Long::parseLong)
                : Comparator.naturalOrder();
        return found.stream().sorted(order).toList();
    }
}
