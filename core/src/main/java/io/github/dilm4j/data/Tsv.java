package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tab-separated files as GLUE writes them: a header line, no quoting, so quotes are text. Blank lines are skipped. */
final class Tsv {
    private Tsv() {}

    /** See {@link FileFormat#header}. */
    static Header header(Path file) {
        try (TextLines lines = TextLines.open(file)) {
            return header(file, lines);
        }
    }

    /** See {@link FileFormat#read}. */
    static void read(Path file, WantedFields wanted, RowSink sink) {
        try (TextLines lines = TextLines.open(file)) {
            Columns columns = new Columns(file, header(file, lines), wanted);
            CsvQuotes quotes = new CsvQuotes();
            boolean any = false;
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isEmpty()) {
                    any = true;
                    List<String> fields = split(line, columns.width());
                    sink.row(lines.line(), columns.pick(lines.line(), fields));
                    fields.forEach(field -> quotes.look(field, lines.line()));
                }
            }
            if (!any) {
                throw InputException.at(file, "has a header but no rows; give a file with examples");
            }
            quotes.refuse(file);
        }
    }

    private static Header header(Path file, TextLines lines) {
        String line = lines.next();
        if (line == null) {
            throw TextLines.empty(file);
        }
        List<String> names = split(line, 2);
        if (names.stream().anyMatch(CsvQuotes::isQuoted)) {
            throw CsvQuotes.refused(lines.place(), "the header is in quotes");
        }
        return Header.ofTable(lines.place(), "tabs", names);
    }

    private static List<String> split(String line, int expected) {
        List<String> fields = new ArrayList<>(expected);
        int start = 0;
        for (int tab = line.indexOf('\t'); tab >= 0; tab = line.indexOf('\t', start)) {
            fields.add(line.substring(start, tab));
            start = tab + 1;
        }
        fields.add(line.substring(start));
        return fields;
    }

    /**
     * Detects a file that is quoted like CSV, as data frames write it; its quotes would become part of the texts. Such
     * a file doubles the quotes inside quotes, and no field has quotes in any other way.
     */
    private static final class CsvQuotes {
        private long doubled; // the first line with doubled quotes; 0 before there is one
        private boolean others;

        void look(String field, long line) {
            if (others || field.indexOf('"') < 0) {
                return;
            }
            others = !isQuoted(field);
            if (doubled == 0 && field.length() > 2 && field.indexOf('"', 1) < field.length() - 1) {
                doubled = line;
            }
        }

        void refuse(Path file) {
            if (doubled > 0 && !others) {
                throw refused(
                        file + ":" + doubled, "quotes are doubled inside of quotes, as in every field with quotes");
            }
        }

        static boolean isQuoted(String field) {
            return field.length() > 1
                    && field.startsWith("\"")
                    && field.endsWith("\"")
                    && field.substring(1, field.length() - 1)
                                    .replace("\"\"", "")
                                    .indexOf('"')
                            < 0;
        }

        static InputException refused(String place, String problem) {
            return InputException.at(
                    place, problem + "; quotes are text in a .tsv, write the file without quoting or as .csv");
        }
    }
}
