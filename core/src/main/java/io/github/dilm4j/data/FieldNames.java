package io.github.dilm4j.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
     * @throws InputException if the file is missing, empty or of unknown format, or Parquet, or the header of CSV is not
     *     quoted as it should be
     */
    public static List<String> of(Path file) {
        FileFormat format = FileFormat.of(file);
        if (format == FileFormat.PARQUET) {
            throw InputException.at(file, "the text fields of Parquet files are not guessed; name them");
        }
        if (format == FileFormat.CSV) {
            return Csv.header(file); // a quoted name may go on over lines
        }
        try (TextLines lines = TextLines.open(file)) {
            String first = lines.next();
            while (first != null && first.isBlank()) {
                first = lines.next();
            }
            if (first == null) {
                throw TextLines.empty(file);
            }
            return format == FileFormat.TSV ? List.of(first.split("\t", -1)) : json(first);
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
