package io.github.dilm4j.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    private static final String SOUND = "{'name': 'a', 'parts': [{'size': 1}]}";

    @TempDir
    private Path folder;

    record Whole(String name, List<Part> parts) {
        Whole {
            if (name.isEmpty()) {
                throw new InputException("the name is empty; give one");
            }
        }
    }

    record Part(int size) {}

    private Path file(String json) throws IOException {
        return Files.writeString(folder.resolve("whole.json"), json.replace('\'', '"'));
    }

    @Test
    void reads() throws IOException {
        assertThat(Json.read(file(SOUND), Whole.class)).isEqualTo(new Whole("a", List.of(new Part(1))));
    }

    /** Messages use the terms of the file, not those of the library and its classes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'name': 'a'}                                | lacks the key 'parts'
            {'name': 'a', 'parts': [], 'nam': 1}         | has the unknown key 'nam'
            {'name': [], 'parts': []}                    | has a value of the wrong kind for the key 'name'
            {'name': null, 'parts': []}                  | has a value of the wrong kind for the key 'name'
            {'name': 'a', 'parts': {}}                   | has a value of the wrong kind for the key 'parts'
            {'name': 'a', 'parts': [null]}               | has a value of the wrong kind for the key 'parts'
            {'name': 'a', 'parts': [{'size': '1'}]}      | has a value of the wrong kind for the key 'parts.size'
            {'name': 'a', 'parts': [{'size': 1e300}]}    | has a value of the wrong kind for the key 'parts.size'
            {'name': '', 'parts': []}                    | holds a value that cannot be used: the name is empty; give one
            {'name': 'a', 'parts': []} {}                | goes on after the end of its JSON
            'a'                                          | does not hold what is expected in such a file
            []                                           | does not hold what is expected in such a file
            {'name': 'a', 'parts': [                     | is cut off: the file ends before its JSON does
            """)
    void saysWhatIsWrong(String json, String problem) throws IOException {
        Path file = file(json);
        assertThatThrownBy(() -> Json.read(file, Whole.class, "do this"))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ":1: " + problem + "; do this");
    }

    @Test
    void nullIsNoValue() throws IOException {
        Path file = file("null");
        assertThatThrownBy(() -> Json.read(file, Whole.class))
                .hasMessage(file + ": does not hold what is expected in such a file");
    }

    @Test
    void aTreeOfAnotherShape() throws IOException {
        Path file = file(SOUND);
        assertThatThrownBy(() -> Json.convert(file, JsonNodeFactory.instance.objectNode(), Whole.class, "do this"))
                .hasMessage(file + ": lacks the key 'name'; do this");
    }
}
