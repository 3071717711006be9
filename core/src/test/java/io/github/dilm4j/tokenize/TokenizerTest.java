package io.github.dilm4j.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the project's own small tokenizers with transformers. */
class TokenizerTest {
    private static final int END = 319; // size of the vocabulary of gpt2/
    private static final List<AddedToken> ADDED = List.of(
            AddedToken.special("<pad>"),
            AddedToken.ordinary("<sep>"),
            AddedToken.ordinary("<bos_0>"),
            new AddedToken("<tight>", false, true, true, false, false));

    @Test
    void byteLevelEqualsTransformers() {
        JsonNode expected = Samples.expected();
        List<String> texts = Samples.strings(expected.get("texts"));
        try (Tokenizer plain = Tokenizer.load(Samples.FOLDER.resolve("gpt2"));
                Tokenizer tokenizer = plain.withAddedTokens(ADDED)) {
            List<int[]> ids = tokenizer.encodeAll(texts);
            assertThat(Samples.lists(ids)).isEqualTo(Samples.lists(expected.get("gpt2")));
            List<String> decoded = new ArrayList<>();
            ids.forEach(each -> decoded.add(tokenizer.decode(each)));
            assertThat(decoded).isEqualTo(Samples.strings(expected.get("gpt2Decoded")));
            assertThat(tokenizer.encode(texts.get(0))).isEqualTo(ids.get(0));
        }
    }

    @Test
    void wordPieceEqualsTransformers() {
        JsonNode expected = Samples.expected();
        List<String> texts = Samples.strings(expected.get("texts"));
        try (Tokenizer tokenizer = Tokenizer.load(Samples.FOLDER.resolve("bert"))) {
            assertThat(Samples.lists(tokenizer.encodeAll(texts))).isEqualTo(Samples.lists(expected.get("bert")));
            for (JsonNode pair : expected.get("pairs")) {
                List<String> two = Samples.strings(pair.get("texts"));
                assertThat(tokenizer.encodeForClassifier(
                                two, pair.get("maxTokens").asInt()))
                        .isEqualTo(new TokenSequence(Samples.ints(pair.get("ids")), Samples.ints(pair.get("typeIds"))));
            }
            assertThat(tokenizer.specialTokens())
                    .isEqualTo(new SpecialTokens(
                            OptionalInt.empty(),
                            OptionalInt.empty(),
                            OptionalInt.of(0),
                            OptionalInt.of(1),
                            OptionalInt.of(2),
                            OptionalInt.of(3),
                            OptionalInt.of(4)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "bert"})
    void whatIsSavedLoadsTheSame(String kind, @TempDir Path temp) throws IOException {
        List<String> texts = Samples.strings(Samples.expected().get("texts"));
        try (Tokenizer loaded = Tokenizer.load(Samples.FOLDER.resolve(kind));
                Tokenizer widened = loaded.withAddedTokens(ADDED);
                Tokenizer padded = widened.withPadToken("<pad>");
                Tokenizer tokenizer = padded.withModelMaxLength(77)) {
            tokenizer.save(temp.resolve("first"));
            try (Tokenizer again = Tokenizer.load(temp.resolve("first"))) {
                assertThat(Samples.lists(again.encodeAll(texts))).isEqualTo(Samples.lists(tokenizer.encodeAll(texts)));
                assertThat(again.specialTokens()).isEqualTo(tokenizer.specialTokens());
                assertThat(again.specialTokens().pad()).isEqualTo(again.id("<pad>"));
                assertThat(again.modelMaxLength()).hasValue(77);
                assertThat(again.size()).isEqualTo(loaded.size() + ADDED.size());
                again.save(temp.resolve("second"));
            }
        }
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            assertThat(temp.resolve("second").resolve(file))
                    .hasSameBinaryContentAs(temp.resolve("first").resolve(file));
        }
    }

    @Test
    void addedTokensGetTheNextIdsAndKnownOnesKeepTheirs() {
        try (Tokenizer plain = Tokenizer.load(Samples.FOLDER.resolve("gpt2"));
                Tokenizer one =
                        plain.withAddedTokens(List.of(AddedToken.ordinary("<sep>"), AddedToken.ordinary("boat")));
                Tokenizer two = one.withAddedTokens(List.of(
                        AddedToken.special("<sep>"), AddedToken.special("<|endoftext|>"), AddedToken.special("<x>")))) {
            int end = plain.size();
            assertThat(plain.id("<sep>")).isEmpty();
            assertThat(one.id("<sep>")).hasValue(end);
            assertThat(two.id("<sep>")).hasValue(end);
            assertThat(two.id("boat")).hasValue(end + 1);
            assertThat(two.id("<|endoftext|>")).isEqualTo(plain.id("<|endoftext|>"));
            assertThat(two.id("<x>")).hasValue(end + 2);
            assertThat(two.token(end + 2)).isEqualTo("<x>");
            assertThat(two.size()).isEqualTo(end + 3);
            assertThat(two.encode("<x><sep>boat")).containsExactly(end + 2, end, end + 1);
            assertThat(two.decode(new int[] {end, end + 2})).isEqualTo("<sep>"); // <x> is special, <sep> is not
        }
    }

    @Test
    void tokensThatTheConfigNamesAreAddedLikeInTransformers(@TempDir Path temp) throws IOException {
        copy("gpt2", temp);
        Files.writeString(
                temp.resolve("tokenizer_config.json"),
                "{\"model_max_length\": 32, \"bos_token\": null, \"mask_token\": {\"content\": \"<hole>\", \"lstrip\": true}}");
        Files.writeString(temp.resolve("special_tokens_map.json"), "{\"pad_token\": \"<pad>\"}");
        Files.writeString(temp.resolve("added_tokens.json"), "{\"<new>\": " + END + "}");
        try (Tokenizer tokenizer = Tokenizer.load(temp)) {
            assertThat(tokenizer.id("<new>")).hasValue(END);
            assertThat(tokenizer.specialTokens().pad()).hasValue(END + 1);
            assertThat(tokenizer.specialTokens().mask()).hasValue(END + 2);
            assertThat(tokenizer.specialTokens().bos()).isEmpty();
            assertThat(tokenizer.specialTokens().eos()).hasValue(0);
            assertThat(tokenizer.modelMaxLength()).hasValue(32);
            assertThat(tokenizer.encode(" <hole><pad>")).containsExactly(END + 2, END + 1);
        }
    }

    @Test
    void caseOfTheConfigIsKept(@TempDir Path temp) throws IOException {
        Files.writeString(temp.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nTea\ntea\n##s\n");
        try (Tokenizer lower = Tokenizer.load(temp)) {
            assertThat(lower.encode("Teas tea")).containsExactly(6, 7, 6);
        }
        Files.writeString(temp.resolve("tokenizer_config.json"), "{\"do_lower_case\": false}");
        try (Tokenizer cased = Tokenizer.load(temp)) {
            assertThat(cased.encode("Teas tea TEA")).containsExactly(5, 7, 6, 1);
        }
    }

    @Test
    void longTextsAreCutByMaxTokensOnly() {
        try (Tokenizer tokenizer = Tokenizer.load(Samples.FOLDER.resolve("bert"))) {
            String text = "boat ".repeat(5000);
            assertThat(tokenizer.encode(text)).hasSize(5000);
            assertThat(tokenizer.encodeForClassifier(List.of(text), 512).length())
                    .isEqualTo(512);
            assertThat(tokenizer.encodeForClassifier(List.of(text), 9000).length())
                    .isEqualTo(5002);
        }
    }

    @Test
    void batchesLongerThanANativeCallKeepTheirOrder() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            texts.add("boat ".repeat(i % 7) + "lamp");
        }
        try (Tokenizer tokenizer = Tokenizer.load(Samples.FOLDER.resolve("bert"))) {
            List<int[]> ids = tokenizer.encodeAll(texts);
            for (int i : new int[] {0, 6, 4095, 4096, 9999}) {
                assertThat(ids.get(i)).isEqualTo(tokenizer.encode(texts.get(i)));
            }
            assertThat(tokenizer.encodeAll(List.of())).isEmpty();
        }
    }

    @Test
    void halfASurrogatePairIsAReplacementCharacter() {
        try (Tokenizer tokenizer = Tokenizer.load(Samples.FOLDER.resolve("gpt2"))) {
            assertThat(tokenizer.decode(tokenizer.encode("a\ud800b \ud83d\ude00\udc00")))
                    .isEqualTo("a\ufffdb \ud83d\ude00\ufffd");
            assertThat(tokenizer.decode(tokenizer.encode("nul \u0000 nul"))).isEqualTo("nul \u0000 nul");
        }
    }

    @Test
    void wrongUseIsAnError() {
        Tokenizer tokenizer = Tokenizer.load(Samples.FOLDER.resolve("bert"));
        assertThatThrownBy(() -> tokenizer.decode(new int[] {5, 100}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no token has the id 100; the vocabulary has the ids 0 to 99");
        assertThatThrownBy(() -> tokenizer.encodeForClassifier(List.of("a", "b"), 4))
                .isInstanceOf(InputException.class)
                .hasMessage("maxTokens: must be at least 5 for two texts with 3 special tokens, got 4");
        assertThatThrownBy(() -> tokenizer.withPadToken("<gap>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the vocabulary has no token '<gap>' to pad with; add it first");
        tokenizer.close();
        tokenizer.close();
        assertThatThrownBy(() -> tokenizer.encode("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the tokenizer is closed");
    }

    @Test
    void otherPostProcessorsAreKnown(@TempDir Path temp) throws IOException {
        Files.writeString(temp.resolve("tokenizer.json"), """
                {"version": "1.0", "added_tokens": [], "normalizer": null,
                 "pre_tokenizer": {"type": "Whitespace"}, "decoder": null,
                 "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0],
                                    "trim_offsets": true, "add_prefix_space": true},
                 "model": {"type": "WordLevel", "unk_token": "<unk>",
                           "vocab": {"<s>": 0, "<unk>": 1, "</s>": 2, "a": 3, "b": 4, "c": 5}}}
                """);
        Files.writeString(temp.resolve("tokenizer_config.json"), "{\"truncation_side\": \"left\"}");
        try (Tokenizer tokenizer = Tokenizer.load(temp)) {
            assertThat(tokenizer.encodeForClassifier(List.of("a b c", "c z"), 8))
                    .isEqualTo(TokenSequence.of(new int[] {0, 4, 5, 2, 2, 5, 1, 2}));
            assertThat(Arrays.stream(
                            tokenizer.encodeForClassifier(List.of("a b c"), 4).ids()))
                    .containsExactly(0, 4, 5, 2);
        }
    }

    static void copy(String kind, Path to) throws IOException {
        try (var files = Files.list(Samples.FOLDER.resolve(kind))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
