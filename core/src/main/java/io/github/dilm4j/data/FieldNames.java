package io.github.dilm4j.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds out which fields a data file has. */
public final class FieldNames {
    private FieldNames() {}

    /**
     * The names in the header, or those of the first object of JSONL, in their order; none for a first line that is no
     * object, which the reader will complain about.
     *
     * @throws InputException if the file is missing, empty or of unknown format, or Parquet
     */
    public static List<String> of(Path file) {
        FileFormat format = FileFormat.of(file);
        if (format == FileFormat.PARQUET) {
            throw InputException.at(file, "the text fields of Parquet files are not guessed; name them");
        }
        try (TextLines lines = TextLines.open(file)) {
            String first = lines.next();
            while (first != null && first.isBlank()) {
                first = lines.next();
            }
            if (first == null) {
                throw TextLines.empty(file);
            }
            return switch (format) {
                case TSV -> List.of(first.split("\t", -1));
                case CSV -> csv(first);
                case JSONL, PARQUET -> json(first);
            };
        }
    }

    private static List<String> csv(String header) {
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(header)) {
            return reader.stream().findFirst().map(CsvRecord::getFields).orElse(List.of());
        } catch (IOException e) {
            throw new IllegalStateException("reading from a string", e);
        }
    }

    private static List<String> json(String object) {
        List<String> names = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(object)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    names.add(json.currentName());
                    json.nextToken();
                    json.skipChildren();
                }
            }
            return names;
        } catch (IOException malformed) {
            return List.of();
        }
    }
}
