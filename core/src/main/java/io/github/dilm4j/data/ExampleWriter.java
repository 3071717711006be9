package io.github.dilm4j.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes examples as TSV, CSV or JSONL; see {@link ExampleFiles#write}. */
final class ExampleWriter {
    private final Path file;
    private final Task task;
    private final List<Example> examples;

    private ExampleWriter(Path file, List<Example> examples, Task task) {
        this.file = file;
        this.task = task;
        this.examples = examples;
    }

    static void write(Path file, List<Example> examples, Task task) {
        examples.forEach(example -> requireFit(example, task));
        ExampleWriter writer = new ExampleWriter(file, examples, task);
        Content content = switch (FileFormat.ofWritten(file)) {
            case TSV -> writer::writeTsv;
            case CSV -> writer::writeCsv;
            case JSONL -> writer::writeJsonl;
            case PARQUET -> throw new IllegalStateException("Parquet is not written");
        };
        AtomicFiles.write(file, beside -> {
            try (Writer out = open(beside, FileFormat.isGzipped(file))) {
                content.writeTo(out);
            }
        });
    }

    private static void requireFit(Example example, Task task) {
        if (example.texts().size() != task.textFields().size() || example.label() >= task.labelCount()) {
            throw new IllegalArgumentException("an example with "
                    + example.texts().size() + " texts and label " + example.label() + " does not fit task " + task);
        }
    }

    /** The encoder is strict: half a character is an error, not a question mark. */
    private static Writer open(Path beside, boolean gzipped) throws IOException {
        OutputStream out = Files.newOutputStream(beside);
        return new BufferedWriter(
                new OutputStreamWriter(gzipped ? new GZIPOutputStream(out) : out, StandardCharsets.UTF_8.newEncoder()));
    }

    private void writeJsonl(Writer out) throws IOException {
        boolean numbers = task.labels().stream().allMatch(LabelIndex::isInteger);
        for (Example example : examples) {
            ObjectNode row = Json.STRICT.createObjectNode();
            for (int i = 0; i < example.texts().size(); i++) {
                row.put(task.textFields().get(i), example.texts().get(i));
            }
            String label = task.labels().get(example.label());
            if (numbers) {
                row.put(task.labelField(), Long.parseLong(label));
            } else {
                row.put(task.labelField(), label);
            }
            out.write(Json.line(row));
            out.write('\n');
        }
    }

    private void writeCsv(Writer out) throws IOException {
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
        csv.writeRecord(header());
        for (Example example : examples) {
            csv.writeRecord(row(example));
        }
        csv.flush();
    }

    private void writeTsv(Writer out) throws IOException {
        out.write(tsvLine(header(), "the header"));
        for (int i = 0; i < examples.size(); i++) {
            out.write(tsvLine(row(examples.get(i)), "example " + (i + 1)));
        }
    }

    private String tsvLine(List<String> fields, String which) {
        for (String field : fields) {
            if (field.chars().anyMatch(c -> c == '\t' || c == '\n' || c == '\r')) {
                throw InputException.at(
                        file, which + " holds a tab or a line end, which TSV cannot; name the file .jsonl or .csv");
            }
        }
        return String.join("\t", fields) + "\n";
    }

    private List<String> header() {
        List<String> fields = new ArrayList<>(task.textFields());
        fields.add(task.labelField());
        return fields;
    }

    private List<String> row(Example example) {
        List<String> fields = new ArrayList<>(example.texts());
        fields.add(task.labels().get(example.label()));
        return fields;
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(Writer out) throws IOException;
    }
}
