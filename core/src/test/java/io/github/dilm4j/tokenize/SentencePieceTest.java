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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that have only a SentencePiece model, which scripts/parity/sentence_pieces.py made. */
class SentencePieceTest {
    private static final int LONG = 200; // tokens; no text is cut

    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"albert", "deberta-v2", "xlm-roberta", "xlnet"})
    void tokensAreThoseOfTransformersBeforeAndAfterSaving(String family) {
        JsonNode expected = Json.read(fixture(family).resolve("expected.json"), JsonNode.class);
        SpecialTokens specials;
        try (Tokenizer tokenizer = Tokenizer.load(fixture(family))) {
            requireEqual(tokenizer, expected);
            specials = tokenizer.specialTokens();
            assertThat(List.of(specials.pad(), specials.mask(), specials.cls(), specials.sep()))
                    .noneMatch(java.util.OptionalInt::isEmpty);
            tokenizer.save(scratch);
        }
        try (Tokenizer again = Tokenizer.load(scratch)) {
            requireEqual(again, expected);
            assertThat(again.specialTokens()).isEqualTo(specials);
        }
    }

    /** The classes of transformers 5 do the same, since they split texts at white space first. */
    @ParameterizedTest
    @ValueSource(strings = {"albert", "xlnet"})
    void spacesAtTheEndAndTwoInARowHaveNoPiece(String family) {
        try (Tokenizer tokenizer = Tokenizer.load(fixture(family))) {
            int[] expected = tokenizer.encode("lomi kera");
            for (String text : List.of("lomi kera ", " lomi   kera", "lomi\tkera \n")) {
                assertThat(tokenizer.encode(text)).as(text).isEqualTo(expected);
            }
        }
    }

    @Test
    void aModelOfAnotherFamilyIsRefused() throws IOException {
        Path file = copied("albert", "spiece.model");
        Files.writeString(scratch.resolve("config.json"), "{\"model_type\": \"t5\"}");
        assertMessage(file
                + ": is a SentencePiece model, and it is not known what a model of type 't5' (config.json) does"
                + " beside it; add its tokenizer.json (transformers:"
                + " AutoTokenizer.from_pretrained(folder).save_pretrained(folder))");
    }

    @Test
    void aFileThatIsCutOffIsRefused() throws IOException {
        Path file = copied("albert", "spiece.model");
        byte[] whole = Files.readAllBytes(file);
        Files.writeString(scratch.resolve("config.json"), "{\"model_type\": \"albert\"}");
        for (int length : new int[] {1, 100, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Tokenizer.load(scratch))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + ": ")
                    .hasMessageEndingWith("load an undamaged copy");
        }
        Files.write(file, new byte[0]);
        assertMessage(file + ": has 0 pieces, and the unknown one is to be number 0; load an undamaged copy");
    }

    @Test
    void anAddedTokenWithoutTextIsRefused() throws IOException {
        Path file = scratch.resolve("spiece.model");
        Files.writeString(scratch.resolve("config.json"), "{\"model_type\": \"albert\"}");
        Files.write(file, new byte[] {1 << 3 | 2, 2, 3 << 3, 3}); // pieces { type: CONTROL }
        assertMessage(file + ": is not a SentencePiece model, or is cut off; load an undamaged copy");
    }

    /** XLM-RoBERTa replaces the first pieces with its own tokens, even if the model has fewer pieces. */
    @Test
    void fewerPiecesThanAreReplaced() throws IOException {
        Files.writeString(scratch.resolve("config.json"), "{\"model_type\": \"xlm-roberta\"}");
        Files.write(
                scratch.resolve("sentencepiece.bpe.model"),
                new byte[] {1 << 3 | 2, 3, 1 << 3 | 2, 1, 'a'}); // pieces { piece: "a" }
        try (Tokenizer tokenizer = Tokenizer.load(scratch)) {
            assertThat(tokenizer.size()).isEqualTo(5); // <s>, <pad>, </s>, <unk>, <mask>
        }
    }

    @Test
    void aModelOfBytePairsIsRefused() throws IOException {
        Path file = scratch.resolve("spiece.model");
        Files.writeString(scratch.resolve("config.json"), "{\"model_type\": \"albert\"}");
        Files.write(file, new byte[] {0x12, 2, 3 << 3, 2}); // trainer_spec { model_type: BPE }
        assertMessage(file + ": is a SentencePiece model of kind 2, and only Unigram (1) is read; add the model's"
                + " tokenizer.json");
    }

    private void assertMessage(String message) {
        assertThatThrownBy(() -> Tokenizer.load(scratch))
                .isInstanceOf(InputException.class)
                .hasMessage(message);
    }

    private Path copied(String family, String name) throws IOException {
        return Files.copy(fixture(family).resolve(name), scratch.resolve(name));
    }

    private static Path fixture(String family) {
        return Path.of("src", "test", "resources", "tokenize", family + "-spm");
    }

    private static void requireEqual(Tokenizer tokenizer, JsonNode expected) {
        List<List<String>> rows = new ArrayList<>();
        expected.get("texts").forEach(row -> rows.add(Samples.strings(row)));
        List<TokenSequence> sequences = tokenizer.encodeAllForClassifier(rows, LONG);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(sequences.get(i).ids()).as("%s", rows.get(i)).isEqualTo(ids(expected, "ids", i));
            assertThat(sequences.get(i).typeIds()).as("%s", rows.get(i)).isEqualTo(ids(expected, "types", i));
        }
    }

    private static int[] ids(JsonNode expected, String key, int row) {
        JsonNode values = expected.get(key).get(row);
        int[] ids = new int[values.size()];
        Arrays.setAll(ids, i -> values.get(i).asInt());
        return ids;
    }
}
