package io.github.dilm4j.learner;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tokenize.TokenSequence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A folder in src/test/resources that scripts/parity/encoder_fixtures.py (bert: bert_fixtures.py) wrote. */
record EncoderFixture(String architecture) {
    static final int LABELS = 3;
    static final int HIDDEN = 12;
    private static final String GRADIENT = "gradient.";

    Path folder() {
        return Path.of("src", "test", "resources", architecture);
    }

    ClassifierModel model() {
        return Classifiers.load(folder(), LABELS, Device.CPU);
    }

    TokenBatch batch() {
        JsonNode inputs = inputs();
        List<TokenSequence> sequences = new ArrayList<>();
        for (int i = 0; i < inputs.get("ids").size(); i++) {
            sequences.add(new TokenSequence(
                    TinyBert.ints(inputs.get("ids").get(i)),
                    TinyBert.ints(inputs.get("types").get(i))));
        }
        return new TokenBatch(sequences, TinyBert.ints(inputs.get("labels")));
    }

    boolean hasTokenizer() {
        return Files.exists(folder().resolve("tokenizer.json"));
    }

    /** Returns one or two texts for each row. */
    List<List<String>> texts() {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode row : inputs().get("texts")) {
            List<String> texts = new ArrayList<>();
            row.forEach(text -> texts.add(text.asText()));
            rows.add(texts);
        }
        return rows;
    }

    int maxTokens() {
        return inputs().get("maxTokens").asInt();
    }

    boolean readsAnyLength() {
        return architecture.equals("xlnet");
    }

    boolean readsTheLastToken() {
        return architecture.equals("xlnet") || architecture.endsWith("-classifier");
    }

    float[] expected(String name) {
        return TinyBert.expected(folder(), name);
    }

    float[] expectedGradient(String parameter) {
        return expected(GRADIENT + parameter);
    }

    /** Returns the states that transformers computes at a row's tokens [length · HIDDEN]. */
    float[] expectedStates(int row, TokenBatch batch) {
        int longest =
                batch.sequences().stream().mapToInt(TokenSequence::length).max().orElseThrow();
        int from = row * longest * HIDDEN;
        return java.util.Arrays.copyOfRange(
                expected("hidden"), from, from + batch.sequences().get(row).length() * HIDDEN);
    }

    Set<String> parametersWithGradients() {
        Set<String> names = new TreeSet<>();
        try (SafetensorsFile file = SafetensorsFile.open(folder().resolve("expected.safetensors"))) {
            for (String name : file.names()) {
                if (name.startsWith(GRADIENT)) {
                    names.add(name.substring(GRADIENT.length()));
                }
            }
        }
        return names;
    }

    private JsonNode inputs() {
        return Json.read(folder().resolve("inputs.json"), JsonNode.class);
    }
}
