package io.github.dilm4j.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One JSON object a line. Texts are strings, a label may also be a number or a boolean; blank lines and unused fields
 * are skipped; unused fields may hold Python's NaN and Infinity.
 */
final class Jsonl {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final Pattern DUPLICATE_FIELD = Pattern.compile("Duplicate field '(.*)'");
    private static final Pattern LIMIT_NAME = Pattern.compile(", from `[^`]*`");

    private Jsonl() {}

    /** Takes the fields of an object one by one; the parser is at the value. */
    @FunctionalInterface
    private interface FieldSink {
        void field(String name, JsonParser value) throws IOException;
    }

    /** See {@link FileFormat#header}: the fields of the first object. */
    static Header header(Path file) {
        try (TextLines lines = TextLines.open(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    List<String> names = new ArrayList<>();
                    fields(lines.place(), line, (name, value) -> {
                        names.add(name);
                        value.skipChildren();
                    });
                    return Header.ofJson(lines.place(), names);
                }
            }
        }
        throw TextLines.empty(file);
    }

    /** See {@link FileFormat#read}. */
    static void read(Path file, WantedFields wanted, RowSink sink) {
        boolean any = false;
        try (TextLines lines = TextLines.open(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    any = true;
                    sink.row(lines.line(), values(lines.place(), line, wanted));
                }
            }
        }
        if (!any) {
            throw TextLines.empty(file);
        }
    }

    private static String[] values(String place, String line, WantedFields wanted) {
        String[] values = new String[wanted.size()];
        List<String> names = new ArrayList<>();
        fields(place, line, (name, value) -> {
            names.add(name);
            int field = wanted.names().indexOf(name);
            if (field < 0) {
                value.skipChildren();
            } else {
                values[field] = wanted.isLabel(field) ? label(place, value) : text(place, value);
            }
        });
        wanted.positions(Header.ofJson(place, names));
        return values;
    }

    private static void fields(String place, String line, FieldSink sink) {
        try (JsonParser json = JSON.createParser(line)) {
            JsonToken first = json.nextToken();
            if (first == JsonToken.START_ARRAY) {
                throw InputException.at(place, "begins a JSON list; write each of its objects on a line of its own");
            }
            if (first != JsonToken.START_OBJECT) {
                throw InputException.at(place, "is not a JSON object; put one {...} with the fields on each line");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                sink.field(name, json);
            }
            if (json.nextToken() != null) {
                throw InputException.at(place, "more follows the JSON object; put one object on each line");
            }
        } catch (JsonProcessingException e) {
            throw invalid(place, line, e);
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
            case VALUE_NUMBER_FLOAT -> {
                if (json.isNaN()) {
                    throw wrongKind(place, json, "a name or a number");
                }
                yield json.getText();
            }
            default -> throw wrongKind(place, json, "a name or a number");
        };
    }

    private static InputException wrongKind(String place, JsonParser json, String wanted) throws IOException {
        String name = Shown.quoted(json.currentName());
        if (json.currentToken() == JsonToken.VALUE_NULL || json.isNaN()) {
            return InputException.at(place, "field " + name + " is " + json.getText() + "; fill it or remove the row");
        }
        String kind = switch (json.currentToken()) {
            case START_ARRAY -> "a list";
            case START_OBJECT -> "an object";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "a number";
        };
        return InputException.at(place, "field " + name + " holds " + kind + "; make it " + wanted);
    }

    /** Escapes can spell half a character, which no encoder takes. */
    private static String whole(String place, String name, String text) {
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw InputException.at(
                        place,
                        String.format(
                                Locale.ROOT,
                                "field %s holds half a character (\\u%04x); fix the escape",
                                name,
                                codePoint));
            }
        }
        return text;
    }

    private static InputException invalid(String place, String line, JsonProcessingException e) {
        Matcher duplicate = DUPLICATE_FIELD.matcher(e.getOriginalMessage());
        if (duplicate.lookingAt()) {
            return new InputException(
                    place + ": field " + Shown.quoted(duplicate.group(1)) + " occurs twice in the object; remove one",
                    e);
        }
        if (e instanceof StreamConstraintsException) {
            String limit = LIMIT_NAME.matcher(e.getOriginalMessage()).replaceAll("");
            return new InputException(place + ": exceeds a limit (" + limit + "); remove the row or shorten it", e);
        }
        if (e instanceof JsonEOFException) {
            return new InputException(
                    place + ": the JSON object does not end on its line; put one whole object on each line", e);
        }
        int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
        return new InputException(
                place + ": is not valid JSON from column " + column + " on; " + remedy(line, column - 1), e);
    }

    private static String remedy(String line, int position) {
        char found = position >= 0 && position < line.length() ? line.charAt(position) : ' ';
        if (found == '\'') {
            return "JSON has double quotes, not single ones";
        }
        return found < ' '
                ? String.format(Locale.ROOT, "write the control character there as \\u%04x", (int) found)
                : "check quotes, commas and brackets";
    }
}
