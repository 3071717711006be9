package io.github.dilm4j.spark;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.piece.RowAddress;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Labelled rows at a {@link RowAddress}. The end of a path tells the format, as with files of this machine; a folder of
 * another name is one of Parquet.
 */
final class RowSource {
    private final SparkSession session;
    private final String address;

    RowSource(SparkSession session, String address) {
        this.session = session;
        this.address = address;
    }

    /**
     * Copies columns as text to a file of JSON lines, in the order of their UTF-8 bytes. The driver holds one partition
     * at a time.
     *
     * @throws InputException if the rows cannot be read, a column is missing or a value is missing
     */
    void copy(List<String> columns, Path file) {
        int texts = columns.size() - 1;
        TextColumns wanted = new TextColumns(columns.subList(0, texts), columns.get(texts));
        try {
            Dataset<Row> rows = wanted.strings(read());
            wanted.requireNone(rows.filter(TextColumns.isIncomplete(rows)).count());
            Column[] order = Arrays.stream(rows.columns()).map(rows::col).toArray(Column[]::new);
            Iterator<Row> sorted = rows.orderBy(order).toLocalIterator();
            AtomicFiles.write(file, beside -> write(sorted, wanted.names(), beside));
        } catch (InputException e) {
            throw InputException.at(address, e.getMessage());
        } catch (RuntimeException e) {
            throw unreadable(e);
        } catch (Exception e) { // Scala throws undeclared exceptions
            throw unreadable(e);
        }
    }

    private InputException unreadable(Exception why) {
        return new InputException(
                address + ": cannot be read by Spark "
                        + SparkFailures.unusable(why, "give a path or a query that Spark can read"),
                why);
    }

    private Dataset<Row> read() {
        if (RowAddress.isQuery(address)) {
            return session.sql(RowAddress.query(address));
        }
        String name = address.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        DataFrameReader reader = session.read();
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")) {
            return reader.option("primitivesAsString", true).json(address);
        }
        if (name.endsWith(".csv")) {
            return reader.option("header", true)
                    .option("escape", "\"")
                    .option("multiLine", true)
                    .csv(address);
        }
        if (name.endsWith(".tsv")) {
            return reader.option("header", true)
                    .option("sep", "\t")
                    .option("quote", "")
                    .csv(address);
        }
        return name.endsWith(".orc") ? reader.orc(address) : reader.parquet(address);
    }

    private static void write(Iterator<Row> rows, List<String> names, Path file) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            while (rows.hasNext()) {
                Row row = rows.next();
                Map<String, String> fields = new LinkedHashMap<>();
                for (int i = 0; i < names.size(); i++) {
                    fields.put(names.get(i), row.getString(i));
                }
                lines.write(Json.line(fields));
                lines.write('\n');
            }
        }
    }
}
