package io.github.dilm4j;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.rng.UniformRandomProvider;

/** Ways to damage an intact file at random: its bytes, the values and names in its JSON, or the cells of its table. */
public enum Damage {
    /**
     * Makes one to four changes: removes, duplicates or alters bytes, cuts the file off, or inserts a difficult string.
     */
    BYTES {
        @Override
        byte[] of(byte[] sound, UniformRandomProvider random) {
            byte[] bytes = sound;
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(bytes.length + 1);
                int to = at + random.nextInt(Math.min(64, bytes.length - at) + 1);
                bytes = switch (random.nextInt(6)) {
                    case 0 -> joined(head(bytes, at), tail(bytes, to));
                    case 1 -> joined(head(bytes, to), tail(bytes, at));
                    case 2 -> head(bytes, at);
                    case 3 -> turned(bytes, random);
                    default ->
                        joined(
                                joined(
                                        head(bytes, at),
                                        one(STUMBLING_BLOCKS, random).getBytes(StandardCharsets.UTF_8)),
                                tail(bytes, random.nextBoolean() ? at : to));
                };
            }
            return bytes;
        }
    },

    /**
     * Replaces, removes, moves or renames one to three values of a JSON document or of a JSON Lines file. The result is
     * still JSON.
     */
    JSON {
        @Override
        byte[] of(byte[] sound, UniformRandomProvider random) {
            List<JsonNode> documents = new ArrayList<>();
            try (var values = LENIENT.readerFor(JsonNode.class).<JsonNode>readValues(sound)) {
                values.forEachRemaining(documents::add);
            } catch (IOException e) {
                throw new IllegalArgumentException("is no JSON", e);
            }
            ArrayNode all = LENIENT.createArrayNode().addAll(documents);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                place(all, random)
                        .ifPresent(place -> place.damage(place(all, random).orElse(place), random));
            }
            StringBuilder text = new StringBuilder();
            all.forEach(document -> text.append(text(document)).append('\n'));
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
    },

    /** Replaces one to three cells of a table or names in its header. */
    CELLS {
        @Override
        byte[] of(byte[] sound, UniformRandomProvider random) {
            String text = new String(sound, StandardCharsets.UTF_8);
            String separator = text.contains("\t") ? "\t" : ",";
            List<List<String>> rows = new ArrayList<>();
            text.lines()
                    .forEach(
                            line -> rows.add(new ArrayList<>(Arrays.asList(line.split(Pattern.quote(separator), -1)))));
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                List<String> row = rows.get(random.nextInt(rows.size()));
                row.set(random.nextInt(row.size()), one(CELL_VALUES, random));
            }
            StringBuilder damaged = new StringBuilder();
            rows.forEach(row -> damaged.append(String.join(separator, row)).append('\n'));
            return damaged.toString().getBytes(StandardCharsets.UTF_8);
        }
    };

    /** Strings that readers of any format may fail on. */
    private static final List<String> STUMBLING_BLOCKS = List.of(
            "-1",
            "0",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "-9223372036854775808",
            "1e999",
            "1.0",
            "-0.0",
            "True",
            "\u00a0",
            "\u0085",
            "\u2028",
            "e\u0301",
            "\"\"",
            "NaN",
            "null",
            "true",
            "\"",
            "'",
            "{",
            "}",
            "[",
            "]",
            "[[[[[[[[[[[[[[[[",
            "{\"a\":{\"a\":{\"a\":",
            ",",
            ":",
            "\t",
            "\n",
            "\r\n",
            "\u0000",
            "\u001b[2J",
            "\ufeff",
            "\u202e",
            "../../",
            "*x",
            "&x ",
            "!!java.lang.Runtime ",
            "# ",
            "- ",
            "| ",
            "$(x)",
            "<script>");

    private static final List<String> JSON_VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "1",
            "-1",
            "2",
            "7",
            "0.5",
            "-0.5",
            "1.0",
            "1e-300",
            "1e300",
            "1e999",
            "NaN",
            "2147483647",
            "-2147483648",
            "4294967296",
            "9223372036854775807",
            "123456789012345678901234567890",
            "[]",
            "{}",
            "[0]",
            "[null]",
            "[[]]",
            "{\"a\": 1}",
            "\"\"",
            "\" \"",
            "\"1\"",
            "\"true\"",
            "\"a\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\u001b[2J\"",
            "\"\\u202e\\n\"",
            "\"/etc/passwd\"",
            "\"../../secret\"",
            "\"" + "x".repeat(5000) + "\"");

    private static final List<String> CELL_VALUES = List.of(
            "",
            " ",
            "0",
            "1",
            "2",
            "1.0",
            "1.5",
            "-1",
            "-1.0",
            "1e0",
            "1e400",
            "01",
            "\u0661",
            "nan",
            "NaN",
            "None",
            "True",
            "false",
            "no",
            "No",
            " no ",
            "no\u00a0",
            "\ufeffno",
            "cafe\u0301",
            "caf\u00e9",
            "label",
            "Label",
            " label",
            "labels",
            "text",
            "a",
            "b",
            "\"no\"",
            "'no'",
            "no,yes",
            "no\tyes",
            "\u202eno",
            "\u2028",
            "\u0000",
            "\u001b[2J",
            "[0]",
            "{\"a\": 1}",
            "x".repeat(5000));

    private static final JsonMapper LENIENT = JsonMapper.builder(new JsonFactoryBuilder().build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    abstract byte[] of(byte[] sound, UniformRandomProvider random);

    /** Damages an intact file in a way that suits its name. */
    public static byte[] of(Path sound, UniformRandomProvider random) throws IOException {
        return of(sound.getFileName().toString(), Files.readAllBytes(sound), random);
    }

    /** Like {@link #of(Path, UniformRandomProvider)}, for the content of a file with this name. */
    static byte[] of(String name, byte[] sound, UniformRandomProvider random) {
        List<Damage> suiting = suiting(name);
        return suiting.get(random.nextInt(suiting.size())).of(sound, random);
    }

    private static List<Damage> suiting(String name) {
        if (name.matches(".*[.]jsonl?")) {
            return List.of(BYTES, JSON, JSON);
        }
        return name.matches(".*[.][ct]sv") ? List.of(BYTES, CELLS) : List.of(BYTES);
    }

    /** The position of a value: the object or array that holds it, and its name or index there. */
    private record Place(ContainerNode<?> holder, String name, int index) {
        void damage(Place other, UniformRandomProvider random) {
            switch (random.nextInt(8)) {
                case 0 -> remove();
                case 1 -> put(random.nextBoolean() ? name.toUpperCase(Locale.ROOT) : name + " ", value());
                case 2 -> put(name, other.value().deepCopy());
                case 3 -> put("", value());
                case 4 -> put(name, LENIENT.createArrayNode().add(value().deepCopy()));
                default -> put(name, LENIENT.getNodeFactory().rawValueNode(new RawValue(one(JSON_VALUES, random))));
            }
        }

        private JsonNode value() {
            return holder instanceof ObjectNode object ? object.path(name) : holder.path(index);
        }

        private void remove() {
            if (holder instanceof ObjectNode object) {
                object.remove(name);
            } else {
                ((ArrayNode) holder).remove(index);
            }
        }

        /** Sets the value. If the name differs from the place's own, the old value stays as well. */
        private void put(String under, JsonNode value) {
            if (holder instanceof ObjectNode object) {
                object.set(under, value);
            } else if (index < holder.size()) {
                ((ArrayNode) holder).set(index, value);
            }
        }
    }

    /** Returns a random place. Values at each level are equally likely, however many values they contain. */
    private static Optional<Place> place(ContainerNode<?> tree, UniformRandomProvider random) {
        if (tree.isEmpty()) {
            return Optional.empty();
        }
        int index = random.nextInt(tree.size());
        List<String> names = new ArrayList<>();
        tree.fieldNames().forEachRemaining(names::add);
        Place place = new Place(tree, names.isEmpty() ? "" : names.get(index), index);
        return random.nextInt(4) > 0 && place.value() instanceof ContainerNode<?> inside && !inside.isEmpty()
                ? place(inside, random)
                : Optional.of(place);
    }

    private static String text(JsonNode document) {
        try {
            return LENIENT.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T one(List<T> of, UniformRandomProvider random) {
        return of.get(random.nextInt(of.size()));
    }

    private static byte[] turned(byte[] bytes, UniformRandomProvider random) {
        byte[] turned = bytes.clone();
        if (turned.length > 0) {
            turned[random.nextInt(turned.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return turned;
    }

    private static byte[] head(byte[] bytes, int end) {
        return Arrays.copyOf(bytes, end);
    }

    private static byte[] tail(byte[] bytes, int begin) {
        return Arrays.copyOfRange(bytes, begin, bytes.length);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }
}
