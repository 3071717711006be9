package io.github.dilm4j.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Comma-separated files with a header, quoted as in RFC 4180. Blank lines are skipped. */
final class Csv {
    private static final Pattern RECORD_LINE = Pattern.compile("record starting at line (\\d+)");

    private Csv() {}

    /** See {@link FileFormat#header}. */
    static Header header(Path file) {
        try (TextLines lines = TextLines.open(file);
                CsvReader<CsvRecord> reader = reader(lines)) {
            return header(file, reader.iterator());
        } catch (CsvParseException e) {
            throw broken(file, e);
        } catch (IOException e) {
            throw TextLines.unreadable(file, e);
        }
    }

    /** See {@link FileFormat#read}. */
    static void read(Path file, WantedFields wanted, RowSink sink) {
        try (TextLines lines = TextLines.open(file);
                CsvReader<CsvRecord> reader = reader(lines)) {
            Iterator<CsvRecord> records = reader.iterator();
            Columns columns = new Columns(file, header(file, records), wanted);
            if (!records.hasNext()) {
                throw InputException.at(file, "has a header but no rows; give a file with examples");
            }
            while (records.hasNext()) {
                CsvRecord csv = records.next();
                sink.row(csv.getStartingLineNumber(), columns.pick(csv.getStartingLineNumber(), csv.getFields()));
            }
        } catch (CsvParseException e) {
            throw broken(file, e);
        } catch (IOException e) {
            throw TextLines.unreadable(file, e);
        }
    }

    private static CsvReader<CsvRecord> reader(TextLines lines) {
        return CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // Columns.pick reports both with the line
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(new LinesReader(lines));
    }

    private static Header header(Path file, Iterator<CsvRecord> records) {
        if (!records.hasNext()) {
            throw TextLines.empty(file);
        }
        CsvRecord names = records.next();
        return Header.ofTable(file + ":" + names.getStartingLineNumber(), "commas", names.getFields());
    }

    private static InputException broken(Path file, CsvParseException e) {
        if (e.getCause() instanceof InputException fromLines) {
            return fromLines;
        }
        String message = String.valueOf(e.getMessage());
        Matcher line = RECORD_LINE.matcher(message);
        String place = line.find() ? file + ":" + line.group(1) : file.toString();
        if (message.startsWith("Unexpected character")) {
            return new InputException(place + ": text follows a closing quote; double the quotes inside the field", e);
        }
        return new InputException(place + ": a quote opens here and never closes; close it or double it", e);
    }

    /** Strictly decoded lines as characters, each with its line end. */
    private static final class LinesReader extends Reader {
        private final TextLines lines;
        private String line = "";
        private int position;

        LinesReader(TextLines lines) {
            this.lines = lines;
        }

        @Override
        public int read(char[] target, int offset, int length) {
            int written = 0;
            while (written < length) {
                if (position == line.length()) {
                    String next = lines.nextWithCarriageReturn();
                    if (next == null) {
                        break;
                    }
                    line = next + "\n";
                    position = 0;
                }
                int count = Math.min(length - written, line.length() - position);
                line.getChars(position, position + count, target, offset + written);
                position += count;
                written += count;
            }
            return written == 0 ? -1 : written;
        }

        @Override
        public void close() {
            lines.close();
        }
    }
}
