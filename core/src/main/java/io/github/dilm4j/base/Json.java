package io.github.dilm4j.base;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Strict JSON: unknown, missing and repeated keys and nulls are errors, and no value is coerced into another type. */
public final class Json {
    /** For files that this project defines. */
    public static final ObjectMapper STRICT = JsonMapper.builder(new JsonFactoryBuilder()
                    .characterEscapes(new LineSafeEscapes())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
            .enable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final String UNEXPECTED = "does not hold what is expected in such a file";
    private static final Pattern LACKING = Pattern.compile("Missing (?:required )?creator property '([^']*)'");
    private static final Pattern TRAILING = Pattern.compile("Trailing token");
    private static final Pattern NOTHING = Pattern.compile("No content to map due to end-of-input");

    private Json() {}

    /**
     * Reads a JSON file.
     *
     * @throws InputException if the file is missing or no file, no JSON, or not of the shape of {@code type}
     */
    public static <T> T read(Path file, Class<T> type) {
        SpecialFiles.refuse(file);
        return JavaMemory.holding(file, () -> readWhole(file, type));
    }

    private static <T> T readWhole(Path file, Class<T> type) {
        try {
            T value = STRICT.readValue(Files.readString(file), type);
            if (value == null) {
                throw InputException.at(file, UNEXPECTED);
            }
            return value;
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new InputException(file + ": is not UTF-8 text", e);
        } catch (JsonProcessingException e) {
            throw new InputException(file + position(e) + ": " + problem(e), e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
    }

    /**
     * Like {@link #read(Path, Class)}, for a file that only this program writes.
     *
     * @param remedy what to do where it is damaged, as a clause
     */
    public static <T> T read(Path file, Class<T> type, String remedy) {
        try {
            return read(file, type);
        } catch (InputException e) {
            throw new InputException(e.getMessage() + "; " + remedy, e);
        }
    }

    /**
     * Converts a tree that {@link #read} returned.
     *
     * @param file named in errors
     * @param remedy what to do where it is damaged, as a clause
     * @throws InputException if the tree is not of the shape of {@code type}
     */
    public static <T> T convert(Path file, JsonNode tree, Class<T> type, String remedy) {
        try {
            return STRICT.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new InputException(file + ": " + problem(e) + "; " + remedy, e);
        }
    }

    /** Two-space indented JSON with a final line end. */
    public static String pretty(Object value) {
        try {
            return STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** JSON on one line, without a line end. */
    public static String line(Object value) {
        try {
            return STRICT.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String position(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null || at.getLineNr() < 1 ? "" : ":" + at.getLineNr();
    }

    /** The problem with JSON, as the predicate of a sentence. */
    public static String problem(JsonProcessingException e) {
        if (e.getCause() instanceof JsonProcessingException inner && !(inner instanceof InputCoercionException)) {
            return problem(inner); // Jackson wraps errors inside a list
        }
        if (e instanceof JsonEOFException
                || NOTHING.matcher(e.getOriginalMessage()).lookingAt()) {
            return "is cut off: the file ends before its JSON does";
        }
        if (e instanceof StreamConstraintsException) {
            return "is nested too deep, or has a name or a value that is too long";
        }
        if (e instanceof JsonParseException) {
            return "is not valid JSON";
        }
        Matcher lacking = LACKING.matcher(e.getOriginalMessage());
        if (lacking.lookingAt()) {
            return "lacks the key '" + lacking.group(1) + "'";
        }
        if (TRAILING.matcher(e.getOriginalMessage()).lookingAt()) {
            return "goes on after the end of its JSON";
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "has the unknown key '" + unknown.getPropertyName() + "'";
        }
        if (e instanceof InvalidTypeIdException unknown) {
            return unknown.getTypeId() == null
                    ? "does not name its kind"
                    : "is of the unknown kind '" + unknown.getTypeId() + "'";
        }
        if (e instanceof ValueInstantiationException refused && refused.getCause() instanceof InputException cause) {
            return "holds a value that cannot be used: " + cause.getMessage();
        }
        String key = e instanceof JsonMappingException mapping ? key(mapping) : "";
        return key.isEmpty() ? UNEXPECTED : "has a value of the wrong kind for the key '" + key + "'";
    }

    /** The path of Jackson's error: {@code models.files.config.json}; empty for the whole. */
    private static String key(JsonMappingException e) {
        return e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
    }
}
