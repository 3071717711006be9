package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.JavaMemory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A file format, which the file's name determines. */
enum FileFormat {
    /** A header line, columns split by tabs, no quoting: quotes are text. */
    TSV(".tsv", ".tsv"),
    /** A header line and commas, quoted as in RFC 4180. */
    CSV(".csv", ".csv"),
    /** One JSON object a line. */
    JSONL(".jsonl", ".ndjson"),
    PARQUET(".parquet", ".parquet");

    private static final String GZIP = ".gz";

    private final String extension;
    private final String otherExtension;

    FileFormat(String extension, String otherExtension) {
        this.extension = extension;
        this.otherExtension = otherExtension;
    }

    /**
     * The format of a file that is to be read.
     *
     * @throws InputException if the file does not exist or cannot be read, or else if its extension is unknown
     */
    static FileFormat of(Path file) {
        if (!isKnown(file)) {
            TextLines.requireContent(file); // a wrong path needs no other extension
        }
        return byExtension(file);
    }

    private static FileFormat byExtension(Path file) {
        FileFormat format = byName(file)
                .orElseThrow(() -> InputException.at(
                        file,
                        "its extension is not a known one; name it .tsv, .csv, .jsonl or .ndjson (each also with .gz)"
                                + " or .parquet after what it holds"));
        if (format == PARQUET && isGzipped(file)) {
            throw InputException.at(file, "Parquet is compressed inside; unpack the file and drop the .gz");
        }
        return format;
    }

    /** Whether {@link #of} knows the extension. */
    static boolean isKnown(Path file) {
        return byName(file).isPresent();
    }

    private static Optional<FileFormat> byName(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String plain = name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name;
        return Arrays.stream(values())
                .filter(candidate -> plain.endsWith(candidate.extension) || plain.endsWith(candidate.otherExtension))
                .findFirst();
    }

    /**
     * The format of a file that is to be written.
     *
     * @throws InputException if the extension is not a known one, or that of a format that is only read
     */
    static FileFormat ofWritten(Path file) {
        FileFormat format = byExtension(file);
        if (format == PARQUET) {
            throw InputException.at(file, "Parquet is only read, not written; name the file .jsonl");
        }
        return format;
    }

    static boolean isGzipped(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(GZIP);
    }

    /**
     * The fields that the file has.
     *
     * @throws InputException if the file is missing or empty, or they cannot be read
     */
    Header header(Path file) {
        return switch (this) {
            case TSV -> Tsv.header(file);
            case CSV -> Csv.header(file);
            case JSONL -> Jsonl.header(file);
            case PARQUET -> Parquet.header(file);
        };
    }

    /**
     * Reads the wanted fields of every row, {@link Normalised}.
     *
     * @throws InputException if anything about the file is wrong; rows before the wrong one have reached the sink
     */
    void read(Path file, WantedFields wanted, RowSink sink) {
        RowSink normalised = (line, values) -> {
            Arrays.setAll(values, i -> wanted.isLabel(i) ? Normalised.label(values[i]) : Normalised.text(values[i]));
            sink.row(line, values);
        };
        JavaMemory.holding(file, () -> {
            readRows(file, wanted, normalised);
            return file;
        });
    }

    private void readRows(Path file, WantedFields wanted, RowSink normalised) {
        switch (this) {
            case TSV -> Tsv.read(file, wanted, normalised);
            case CSV -> Csv.read(file, wanted, normalised);
            case JSONL -> Jsonl.read(file, wanted, normalised);
            case PARQUET -> Parquet.read(file, wanted, normalised);
        }
    }

    /**
     * The names of the labels 0, 1, ... that a Parquet file has, or those of the data set's card; empty if neither has
     * any. In a text file a number may be a name or an index, so a card with numbers as names does not count for it.
     */
    List<String> classNames(Path file, String labelColumn) {
        List<String> own = this == PARQUET ? Parquet.classNames(file, labelColumn) : List.of();
        List<String> names = own.isEmpty() ? CardNames.of(file, labelColumn) : own;
        boolean clear = this == PARQUET || names.stream().noneMatch(LabelIndex::isInteger);
        return clear ? names.stream().map(Normalised::label).toList() : List.of();
    }
}
