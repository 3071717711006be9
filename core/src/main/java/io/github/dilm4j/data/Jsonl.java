package io.github.dilm4j.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Suggestion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One JSON object a line. Texts are strings, a label may also be a number or a boolean; blank lines are skipped, and so
 * are the fields that nobody asked for.
 */
final class Jsonl {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Pattern DUPLICATE_FIELD = Pattern.compile("Duplicate field '(.*)'");

    private Jsonl() {}

    /** See {@link FileFormat#read}. */
    static void read(Path file, List<String> columns, RowSink sink) {
        boolean any = false;
        try (TextLines lines = TextLines.open(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    any = true;
                    sink.row(lines.line(), values(lines.place(), line, columns));
                }
            }
        }
        if (!any) {
            throw TextLines.empty(file);
        }
    }

    private static String[] values(String place, String line, List<String> columns) {
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw InputException.at(place, "is not a JSON object; put one {...} with the fields on each line");
            }
            String[] values = new String[columns.size()];
            List<String> names = new ArrayList<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                names.add(json.currentName());
                int column = columns.indexOf(json.currentName());
                json.nextToken();
                if (column < 0) {
                    json.skipChildren();
                } else {
                    boolean isLabel = column == columns.size() - 1;
                    values[column] = isLabel ? label(place, json) : text(place, json);
                }
            }
            if (json.nextToken() != null) {
                throw InputException.at(place, "more follows the JSON object; put one object on each line");
            }
            requireAll(place, columns, values, names);
            return values;
        } catch (JsonProcessingException e) {
            throw invalid(place, e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from a string", e);
        }
    }

    private static String text(String place, JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw wrongKind(place, json, "a string");
        }
        return whole(place, Shown.quoted(json.currentName()), json.getText());
    }

    private static String label(String place, JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> whole(place, Shown.quoted(json.currentName()), json.getText());
            case VALUE_NUMBER_INT, VALUE_TRUE, VALUE_FALSE -> json.getText();
            case VALUE_NUMBER_FLOAT -> number(json.getText());
            default -> throw wrongKind(place, json, "a name or a number");
        };
    }

    private static InputException wrongKind(String place, JsonParser json, String wanted) throws IOException {
        String name = Shown.quoted(json.currentName());
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return InputException.at(place, "field " + name + " is null; fill it or remove the row");
        }
        String kind = switch (json.currentToken()) {
            case START_ARRAY -> "a list";
            case START_OBJECT -> "an object";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "a number";
        };
        return InputException.at(place, "field " + name + " holds " + kind + "; make it " + wanted);
    }

    /** Data frames with gaps write whole numbers as {@code 1.0}. */
    private static String number(String text) {
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** Escapes can spell half a character, which no encoder takes. */
    private static String whole(String place, String name, String text) {
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw InputException.at(
                        place,
                        String.format("field %s holds half a character (\\u%04x); fix the escape", name, codePoint));
            }
        }
        return text;
    }

    private static void requireAll(String place, List<String> columns, String[] values, List<String> names) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                String wanted = columns.get(i);
                String remedy = Suggestion.nearest(wanted, names).isPresent()
                        ? Suggestion.clause(wanted, names)
                        : "; name one of these";
                throw InputException.at(
                        place, "there is no field " + Shown.quoted(wanted) + " among " + Shown.list(names) + remedy);
            }
        }
    }

    private static InputException invalid(String place, JsonProcessingException e) {
        Matcher duplicate = DUPLICATE_FIELD.matcher(e.getOriginalMessage());
        if (duplicate.lookingAt()) {
            return new InputException(
                    place + ": field " + Shown.quoted(duplicate.group(1)) + " stands twice in the object; remove one",
                    e);
        }
        if (e instanceof JsonEOFException) {
            return new InputException(
                    place + ": the JSON object does not end on its line; put one whole object on each line", e);
        }
        return new InputException(
                place + ": is not valid JSON from column " + e.getLocation().getColumnNr()
                        + " on; check quotes, commas and brackets",
                e);
    }
}
