package io.github.dilm4j.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RoBERTa folders in the old format, without a tokenizer.json. */
class RobertaFilesTest {
    private static final Path FIXTURE = Path.of("src", "test", "resources", "roberta");

    @TempDir
    private Path folder;

    private final JsonNode model =
            Json.read(FIXTURE.resolve("tokenizer.json"), JsonNode.class).get("model");

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(folder.resolve("vocab.json"), Json.line(model.get("vocab")));
        List<String> merges = new ArrayList<>(List.of("#version: 0.2"));
        model.get("merges")
                .forEach(pair ->
                        merges.add(pair.get(0).asText() + " " + pair.get(1).asText()));
        Files.write(folder.resolve("merges.txt"), merges);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "config.json | {\"model_type\": \"roberta\"}",
                "tokenizer_config.json | {\"tokenizer_class\": \"RobertaTokenizerFast\"}"
            })
    void vocabJsonWithMergesEqualsTokenizerJson(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
        List<List<String>> rows = new ArrayList<>(List.of(List.of("a <mask> b", "<s>x"), List.of("<mask>")));
        Json.read(FIXTURE.resolve("inputs.json"), JsonNode.class)
                .get("texts")
                .forEach(row -> rows.add(Samples.strings(row)));
        try (Tokenizer fromFiles = Tokenizer.load(folder);
                Tokenizer fromJson = Tokenizer.load(FIXTURE)) {
            List<TokenSequence> sequences = fromFiles.encodeAllForClassifier(rows, 24);
            List<TokenSequence> expected = fromJson.encodeAllForClassifier(rows, 24);
            assertThat(sequences.subList(2, rows.size())).isEqualTo(expected.subList(2, rows.size()));
            assertThat(fromFiles.specialTokens()).isEqualTo(fromJson.specialTokens());
            int[] masked = sequences.get(0).ids(); // <s> a <mask>: the mask token includes the space before it
            assertThat(masked[2]).isEqualTo(fromFiles.id("<mask>").orElseThrow());
        }
    }

    @Test
    void aVocabularyWithoutRobertasTokensIsRefused() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"roberta\"}");
        Files.writeString(folder.resolve("vocab.json"), "{\"a\": 0}");
        Files.writeString(folder.resolve("merges.txt"), "");
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(InputException.class)
                .hasMessage(folder.resolve("vocab.json")
                        + ": has no token <s>, which RoBERTa needs; is it a RoBERTa vocabulary?");
    }
}
