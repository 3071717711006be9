package io.github.dilm4j.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.SharedFiles;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids equal to those of Python's transformers, on real texts. */
class TokenizerParityTest {
    private static final String FIXTURE = "fixtures/gradient-matching/";

    @Test
    void learnerReadsTheFixtureTextsAsTransformersDoes() {
        Path folder = SharedFiles.require(FIXTURE + "learner");
        JsonNode cases = cases();
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            for (JsonNode each : cases) {
                assertThat(classified(tokenizer, each.at("/real/texts"))).isEqualTo(unpadded(each.get("real")));
                assertThat(classified(tokenizer, each.at("/synthetic/texts")))
                        .isEqualTo(unpadded(each.at("/synthetic/learner")));
            }
        }
    }

    @Test
    void generatorReadsTheFixtureTextsAsTransformersDoes() {
        Path folder = SharedFiles.require(FIXTURE + "generator");
        JsonNode cases = cases();
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            for (JsonNode each : cases) {
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
        Path folder = SharedFiles.require("data/tokenizers/bert-base-uncased");
        List<String> texts = sentences();
        Files.copy(folder.resolve("vocab.txt"), temp.resolve("vocab.txt"));
        try (Tokenizer json = Tokenizer.load(folder);
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
    void vocabJsonWithMergesEqualsTokenizerJson() throws IOException {
        Path files = SharedFiles.require("data/tokenizers/gpt2");
        Path folder = SharedFiles.require(FIXTURE + "generator");
        List<String> texts = sentences();
        try (Tokenizer fromFiles = Tokenizer.load(files);
                Tokenizer fromJson = Tokenizer.load(folder)) {
            assertThat(Samples.lists(fromFiles.encodeAll(texts))).isEqualTo(Samples.lists(fromJson.encodeAll(texts)));
            assertThat(fromFiles.specialTokens().bos()).hasValue(50256);
            assertThat(fromFiles.size()).isEqualTo(50257);
            for (String text : texts.subList(0, 100)) {
                assertThat(fromFiles.decode(fromFiles.encode(text))).isEqualTo(text);
            }
        }
    }

    private static JsonNode cases() {
        return Json.read(SharedFiles.require(FIXTURE + "cases.json"), JsonNode.class)
                .get("cases");
    }

    private static List<String> sentences() throws IOException {
        try (var lines = Files.lines(SharedFiles.require("data/sst2/dev.tsv"))) {
            return lines.skip(1).map(line -> line.split("\t", -1)[0]).collect(Collectors.toList());
        }
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
