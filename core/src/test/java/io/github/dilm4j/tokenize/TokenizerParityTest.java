package io.github.dilm4j.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.ReferenceFixture;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares token ids with those of Python's transformers, on real texts. */
class TokenizerParityTest {
    @Test
    void learnerReadsTheFixtureTextsAsTransformersDoes() {
        try (Tokenizer tokenizer = Tokenizer.load(ReferenceFixture.LEARNER)) {
            for (JsonNode each : ReferenceFixture.cases()) {
                assertThat(classified(tokenizer, each.at("/real/texts"))).isEqualTo(unpadded(each.get("real")));
                assertThat(classified(tokenizer, each.at("/synthetic/texts")))
                        .isEqualTo(unpadded(each.at("/synthetic/learner")));
            }
        }
    }

    @Test
    void generatorReadsTheFixtureTextsAsTransformersDoes() {
        try (Tokenizer tokenizer = Tokenizer.load(ReferenceFixture.GENERATOR)) {
            for (JsonNode each : ReferenceFixture.cases()) {
                String begin = "<bos_" + each.get("label").asInt() + "> ";
                List<String> texts = Samples.strings(each.at("/synthetic/texts")).stream()
                        .map(text -> begin + text + " <|endoftext|>")
                        .collect(Collectors.toList());
                List<TokenSequence> encoded = tokenizer.encodeAll(texts).stream()
                        .map(TokenSequence::of)
                        .collect(Collectors.toList());
                assertThat(encoded).isEqualTo(unpadded(each.at("/synthetic/generator")));
            }
            assertThat(tokenizer.size()).isEqualTo(50261);
            assertThat(tokenizer.specialTokens().eos()).hasValue(50256);
            assertThat(tokenizer.specialTokens().pad()).hasValue(50257);
        }
    }

    @Test
    void vocabTxtEqualsTokenizerJson(@TempDir Path temp) throws IOException {
        List<String> texts = texts();
        Files.write(temp.resolve("vocab.txt"), vocabulary(tokenizerModel(ReferenceFixture.LEARNER)));
        try (Tokenizer json = Tokenizer.load(ReferenceFixture.LEARNER);
                Tokenizer text = Tokenizer.load(temp)) {
            assertThat(Samples.lists(text.encodeAll(texts))).isEqualTo(Samples.lists(json.encodeAll(texts)));
            List<List<String>> pairs = IntStream.range(1, texts.size())
                    .mapToObj(i -> List.of(texts.get(i - 1), texts.get(i)))
                    .collect(Collectors.toList());
            assertThat(text.encodeAllForClassifier(pairs, 24)).isEqualTo(json.encodeAllForClassifier(pairs, 24));
            assertThat(text.specialTokens()).isEqualTo(json.specialTokens());
        }
    }

    @Test
    void vocabJsonWithMergesEqualsTokenizerJson(@TempDir Path temp) throws IOException {
        List<String> texts = texts();
        JsonNode model = tokenizerModel(ReferenceFixture.GENERATOR);
        Files.writeString(temp.resolve("vocab.json"), Json.line(model.get("vocab")));
        Files.write(temp.resolve("merges.txt"), merges(model));
        try (Tokenizer fromFiles = Tokenizer.load(temp);
                Tokenizer fromJson = Tokenizer.load(ReferenceFixture.GENERATOR)) {
            assertThat(Samples.lists(fromFiles.encodeAll(texts))).isEqualTo(Samples.lists(fromJson.encodeAll(texts)));
            assertThat(fromFiles.specialTokens().bos()).hasValue(50256);
            assertThat(fromFiles.size()).isEqualTo(50257);
            for (String text : texts) {
                assertThat(fromFiles.decode(fromFiles.encode(text))).isEqualTo(text);
            }
        }
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : ReferenceFixture.cases()) {
            texts.addAll(Samples.strings(each.at("/real/texts")));
            texts.addAll(Samples.strings(each.at("/synthetic/texts")));
        }
        return texts;
    }

    private static JsonNode tokenizerModel(Path folder) {
        return Json.read(folder.resolve("tokenizer.json"), JsonNode.class).get("model");
    }

    /** Returns the lines of vocab.txt: the tokens in the order of their ids. */
    private static List<String> vocabulary(JsonNode model) {
        return model.get("vocab").properties().stream()
                .sorted(Comparator.comparingInt(token -> token.getValue().asInt()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
    }

    /** Returns the lines of merges.txt. */
    private static List<String> merges(JsonNode model) {
        List<String> lines = new ArrayList<>(List.of("#version: 0.2"));
        model.get("merges").forEach(pair -> lines.add(String.join(" ", Samples.strings(pair))));
        return lines;
    }

    private static List<TokenSequence> classified(Tokenizer tokenizer, JsonNode texts) {
        List<List<String>> each = Samples.strings(texts).stream().map(List::of).collect(Collectors.toList());
        return tokenizer.encodeAllForClassifier(each, 64);
    }

    private static List<TokenSequence> unpadded(JsonNode batch) {
        List<TokenSequence> rows = new ArrayList<>();
        for (int row = 0; row < batch.get("input_ids").size(); row++) {
            int[] mask = Samples.ints(batch.get("attention_mask").get(row));
            int length = IntStream.of(mask).sum();
            int[] ids = Arrays.copyOf(Samples.ints(batch.get("input_ids").get(row)), length);
            rows.add(TokenSequence.of(ids));
        }
        return rows;
    }
}
