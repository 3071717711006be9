package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads and writes files of labelled examples. The format follows from the extension: {@code .tsv} (GLUE style: a
 * header, tabs, no quoting), {@code .csv}, {@code .jsonl} or {@code .ndjson}, each also with {@code .gz}, and {@code
 * .parquet} (read only). Text is UTF-8 and kept as it is, including control characters. Only the white space around it
 * is removed: the texts of SST-2 end in a space, and a model would learn that difference to generated texts.
 *
 * <p>A label is one of {@link Task#labels()}; where these are names and the file holds the numbers 0 to n - 1, a number
 * is the label's index, as in Hugging Face data sets, unless the labels' order is only the alphabet's.
 */
public final class ExampleFiles {
    private ExampleFiles() {}

    /**
     * All examples of the file, in its order.
     *
     * @throws InputException naming file and line if anything is wrong: see {@link #forEach}
     */
    public static List<Example> read(Path file, Task task) {
        return read(List.of(file), task);
    }

    /**
     * All examples of the files, one file after the other.
     *
     * @throws InputException naming file and line if anything is wrong: see {@link #forEach}
     * @throws IllegalArgumentException if there is no file
     */
    public static List<Example> read(List<Path> files, Task task) {
        return read(files, task, true, TaskKeys.CONFIG);
    }

    /**
     * Like {@link #read(List, Task)}.
     *
     * @param ordered whether the labels' order is known, from the user or from class names of files ({@link
     *     LabelNames#areOrdered}); if not, a number is refused where the labels are names
     * @param keys how the user names the task's settings
     */
    public static List<Example> read(List<Path> files, Task task, boolean ordered, TaskKeys keys) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("at least one file is needed");
        }
        List<Example> examples = new ArrayList<>();
        for (Path file : files) {
            forEach(file, task, ordered, keys, examples::add);
        }
        return List.copyOf(examples);
    }

    /**
     * Reads the values of one more field in the form of labels, in the order of {@link #read}.
     *
     * @param option how the user names the field
     * @throws InputException if a file has no such field, or it cannot be read
     */
    public static List<String> column(List<Path> files, String field, String option) {
        WantedFields wanted = WantedFields.of(List.of(), field, TaskKeys.OPTIONS);
        List<String> values = new ArrayList<>();
        for (Path file : files) {
            FileFormat format = FileFormat.of(file);
            format.header(file).position(field, option); // a message names this option
            format.read(file, wanted, (line, row) -> values.add(row[0]));
        }
        return values;
    }

    /**
     * Hands the examples over one by one, holding no more than one line of the file (of Parquet, one row group). A line
     * in a message counts from 1 with the header; in Parquet it is the number of the row.
     *
     * @throws InputException naming file and line if the file is missing, a folder, empty, of unknown format, cut off,
     *     not UTF-8, without one of the task's columns or without rows, or if a row has too few or too many fields, a
     *     field without a value, or a label that the task has not; after the last row if texts are empty
     */
    public static void forEach(Path file, Task task, Consumer<Example> sink) {
        forEach(file, task, true, TaskKeys.CONFIG, sink);
    }

    private static void forEach(Path file, Task task, boolean ordered, TaskKeys keys, Consumer<Example> sink) {
        FileFormat format = FileFormat.of(file);
        TextLines.requireContent(file);
        WantedFields wanted = WantedFields.of(task.textFields(), task.labelField(), keys);
        EmptyTexts empty = new EmptyTexts();
        LabelIndex labels = new LabelIndex(task.labels(), format.classNames(file, task.labelField()), ordered, keys);
        format.read(file, wanted, (line, values) -> {
            int label = labels.of(values[values.length - 1], file, line);
            List<String> texts = List.of(values).subList(0, values.length - 1);
            if (empty.foundIn(texts, task, line)) {
                return;
            }
            sink.accept(new Example(texts, label));
        });
        empty.report(file);
    }

    /**
     * Creates or replaces a file of examples with the task's field names, in the format of its extension. In JSONL,
     * labels that are all whole numbers are written as numbers. The same examples give the same bytes.
     *
     * @throws InputException if the format cannot hold a text, or cannot be written
     * @throws IllegalArgumentException if an example does not fit the task
     * @throws java.io.UncheckedIOException if the file cannot be written; an old file is left as it was
     */
    public static void write(Path file, List<Example> examples, Task task) {
        ExampleWriter.write(file, examples, task);
    }

    /** Whether the file's name has the extension of a format that is read. */
    public static boolean isKnown(Path file) {
        return FileFormat.isKnown(file);
    }

    /** @throws InputException if {@link #write} writes no files of this name's format */
    public static void requireWritten(Path file) {
        FileFormat.ofWritten(file);
    }

    /** Counts the rows that lack a text, to report them all in one sentence. */
    private static final class EmptyTexts {
        private long count;
        private long firstLine;
        private String firstField = "";

        boolean foundIn(List<String> texts, Task task, long line) {
            for (int i = 0; i < texts.size(); i++) {
                if (texts.get(i).isEmpty()) {
                    if (count++ == 0) {
                        firstLine = line;
                        firstField = task.textFields().get(i);
                    }
                    return true;
                }
            }
            return false;
        }

        void report(Path file) {
            if (count == 0) {
                return;
            }
            String problem = "the text in " + Shown.quoted(firstField) + " is empty";
            throw InputException.at(
                    file + ":" + firstLine,
                    count == 1
                            ? problem + "; fill it or remove the row"
                            : problem + ", the first of " + count + " such rows; fill or remove them");
        }
    }
}
