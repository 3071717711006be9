package io.github.dilm4j.data;

import io.github.dilm4j.base.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tab-separated files as GLUE writes them: a header line, no quoting, so quotes are text. Blank lines are skipped. */
final class Tsv {
    private Tsv() {}

    /** See {@link FileFormat#read}. */
    static void read(Path file, List<String> columns, RowSink sink) {
        try (TextLines lines = TextLines.open(file)) {
            String header = lines.next();
            if (header == null) {
                throw TextLines.empty(file);
            }
            Columns wanted = Columns.find(file, split(header, 2), columns, "tabs");
            boolean any = false;
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isEmpty()) {
                    any = true;
                    sink.row(lines.line(), wanted.pick(lines.line(), split(line, wanted.width())));
                }
            }
            if (!any) {
                throw InputException.at(file, "has a header but no rows; give a file with examples");
            }
        }
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
}
