package io.github.dilm4j.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The project's own small tokenizers and texts. */
final class Samples {
    static final Path FOLDER = Path.of("src", "test", "resources", "tokenize");

    private Samples() {}

    static List<String> sentences() {
        try {
            return Files.readAllLines(FOLDER.resolve("sentences.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode expected() {
        return Json.read(FOLDER.resolve("expected.json"), JsonNode.class);
    }

    static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(text -> strings.add(text.asText()));
        return strings;
    }

    static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    static List<List<Integer>> lists(JsonNode arrays) {
        List<int[]> all = new ArrayList<>();
        arrays.forEach(each -> all.add(ints(each)));
        return lists(all);
    }

    static List<List<Integer>> lists(List<int[]> ids) {
        return ids.stream()
                .map(each -> IntStream.of(each).boxed().collect(Collectors.toList()))
                .collect(Collectors.toList());
    }
}
