package io.github.dilm4j.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One sentence for everything that can be wrong with a tokenizer's folder. */
class TokenizerFolderTest {
    @TempDir
    private Path folder;

    @Test
    void missingFolder() {
        Path missing = folder.resolve("missing");
        assertMessage(missing, missing + ": there is no such folder; check the path");
    }

    @Test
    void fileInsteadOfAFolder() throws IOException {
        Path file = write("model.bin", "");
        assertMessage(file, file + ": is not a folder; name the folder that it is in");
    }

    /** As transformers 4 and 5 do it. */
    @ParameterizedTest
    @CsvSource({
        "BertTokenizer, false",
        "BertTokenizerFast, false",
        "ElectraTokenizer, false",
        "PreTrainedTokenizerFast, true",
    })
    void someClassesPutTheirConfigAboveTheTokenizersFile(String kind, boolean lowercase) throws IOException {
        Files.copy(Path.of("src/test/resources/bert-long/tokenizer.json"), folder.resolve("tokenizer.json"));
        write("tokenizer_config.json", "{\"tokenizer_class\": \"" + kind + "\", \"do_lower_case\": false}");
        TokenizerFolder.Contents read = TokenizerFolder.read(folder);
        assertThat(read.tokenizer().at("/normalizer/lowercase").asBoolean()).isEqualTo(lowercase);
        assertThat(read.tokenizer().at("/normalizer/handle_chinese_chars").asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"RobertaTokenizer, true", "GPT2TokenizerFast, true", "PreTrainedTokenizerFast, false"})
    void soDoTheByteLevelOnes(String kind, boolean prefixSpace) throws IOException {
        Files.copy(Path.of("src/test/resources/roberta/tokenizer.json"), folder.resolve("tokenizer.json"));
        write("tokenizer_config.json", "{\"tokenizer_class\": \"" + kind + "\", \"add_prefix_space\": true}");
        assertThat(TokenizerFolder.read(folder)
                        .tokenizer()
                        .at("/pre_tokenizer/add_prefix_space")
                        .asBoolean())
                .isEqualTo(prefixSpace);
    }

    /** OPT's files; as transformers 5 does it. */
    @Test
    void byteLevelFilesMayAskForATokenBeforeEveryText() throws IOException {
        write("vocab.json", "{\"a\": 0, \"b\": 1, \"ab\": 2, \"</s>\": 3}");
        write("merges.txt", "#version: 0.2\na b\n");
        write("tokenizer_config.json", "{\"bos_token\": {\"content\": \"</s>\"}, \"eos_token\": \"</s>\"}");
        try (Tokenizer plain = Tokenizer.load(folder)) {
            assertThat(plain.leadingTokens()).isEmpty();
        }
        write("tokenizer_config.json", "{\"bos_token\": {\"content\": \"</s>\"}, \"add_bos_token\": true}");
        Path saved = folder.resolve("saved");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.leadingTokens()).containsExactly(3);
            assertThat(tokenizer.encode("ab")).containsExactly(2);
            tokenizer.save(saved);
        }
        try (Tokenizer again = Tokenizer.load(saved)) {
            assertThat(again.leadingTokens()).containsExactly(3);
        }
    }

    @Test
    void folderWithoutATokenizer() throws IOException {
        write("vocab.json", "{}");
        assertMessage(
                folder,
                folder
                        + ": holds no tokenizer: looked for tokenizer.json, then vocab.txt, then vocab.json with merges.txt,"
                        + " then spm.model, spiece.model, sentencepiece.bpe.model");
    }

    @Test
    void truncatedJson() throws IOException {
        Path file = write("tokenizer.json", "{\"version\": \"1.0\",\n \"model\": {\"type\": \"BPE");
        assertMessage(folder, file + ":2: Unexpected end-of-input: was expecting closing quote for a string value");
    }

    @Test
    void jsonThatIsNoObject() throws IOException {
        Path file = write("tokenizer.json", "[]");
        assertMessage(folder, file + ": is not a JSON object");
    }

    @Test
    void jsonThatIsNoTokenizer() throws IOException {
        Path file = write("tokenizer.json", "{\"version\": \"1.0\"}");
        assertMessage(folder, file + ": has no 'model' with a 'vocab': it is no tokenizer; export it again");
    }

    @Test
    void modelThatTheLibraryDoesNotKnow() throws IOException {
        Path file = write("tokenizer.json", "{\"model\": {\"type\": \"Runes\", \"vocab\": {\"a\": 0}}}");
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": is no tokenizer that can be used (");
    }

    @Test
    void unknownPostProcessor() throws IOException {
        Path file = write(
                "tokenizer.json",
                "{\"post_processor\": {\"type\": \"Rune\"}, \"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 0}}}");
        assertMessage(
                folder,
                file + ": has a post_processor of type 'Rune'; known are TemplateProcessing, BertProcessing, "
                        + "RobertaProcessing, ByteLevel and a Sequence of them");
    }

    @Test
    void twoTokensWithOneId() throws IOException {
        Path file = write("tokenizer.json", "{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 0, \"b\": 0}}}");
        assertMessage(folder, file + ": the tokens 'a' and 'b' have the same id, 0");
    }

    @Test
    void idThatIsNoNumber() throws IOException {
        Path file = write("tokenizer.json", "{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": \"0\"}}}");
        assertMessage(folder, file + ": the id of the token 'a' is \"0\", not a number from 0");
    }

    @Test
    void vocabularyWithARepeatedToken() throws IOException {
        Path file = write("vocab.txt", "[PAD]\n[UNK]\ntea\n[CLS]\ntea\n");
        assertMessage(folder, file + ":5: the token 'tea' stands in line 3 already; a token has one line");
    }

    @Test
    void vocabularyWithoutUnk() throws IOException {
        Path file = write("vocab.txt", "[PAD]\ntea\n");
        assertMessage(
                folder,
                file + ": has no token [UNK], which words outside the vocabulary need; is it a BERT vocabulary?");
    }

    @Test
    void vocabularyThatIsNoText() throws IOException {
        Path file = Files.write(folder.resolve("vocab.txt"), new byte[] {'a', '\n', (byte) 0xFF});
        assertMessage(folder, file + ": is not UTF-8 text");
    }

    @Test
    void mergeOfAnUnknownToken() throws IOException {
        write("vocab.json", "{\"a\": 0, \"b\": 1, \"c\": 2, \"ab\": 3}");
        Path file = write("merges.txt", "#version: 0.2\na b\nab c\n");
        assertMessage(
                folder,
                file + ":3: the merge 'ab c' needs the token 'abc', which vocab.json does not have; "
                        + "do the two files belong together?");
    }

    @Test
    void mergeThatIsNoPair() throws IOException {
        write("vocab.json", "{\"a\": 0, \"b\": 1, \"ab\": 2}");
        Path file = write("merges.txt", "a b\nab\n");
        assertMessage(folder, file + ":2: a merge is two tokens with a space between them, got 'ab'");
    }

    @Test
    void filesOfAnotherClass() throws IOException {
        write("vocab.json", "{\"a\": 0}");
        write("merges.txt", "");
        write("tokenizer_config.json", "{\"tokenizer_class\": \"CTRLTokenizer\"}");
        assertMessage(
                folder,
                folder + ": has vocab.json and merges.txt of a CTRLTokenizer, and only GPT2Tokenizer and"
                        + " RobertaTokenizer are read from these; add its tokenizer.json");
    }

    @Test
    void addedTokenWithAnotherIdThanItWillGet() throws IOException {
        Path file = write(
                "tokenizer.json",
                "{\"added_tokens\": [{\"id\": 7, \"content\": \"<x>\"}],"
                        + " \"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 0, \"b\": 1}}}");
        assertMessage(
                folder,
                file + ": the added token '<x>' has the id 7, but the next free one is 2; "
                        + "ids of added tokens follow the vocabulary without gaps");
    }

    @Test
    void gapsInTheVocabularyForbidAddedTokens() throws IOException {
        Path file = write(
                "tokenizer.json",
                "{\"model\": {\"type\": \"WordLevel\", \"unk_token\": \"a\", \"vocab\": {\"a\": 0, \"b\": 2}}}");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThatThrownBy(() -> tokenizer.withAddedTokens(List.of(AddedToken.special("<x>"))))
                    .isInstanceOf(InputException.class)
                    .hasMessage(file + ": has 2 tokens but ids up to 2: with such gaps no token can be added; "
                            + "renumber its vocabulary");
        }
    }

    /** As transformers 5 does it; its version 4 wrote tokens with flags too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "special_tokens_map.json | {'additional_special_tokens': ['<x>', {'content': '<y>', 'lstrip': true}]}",
                "special_tokens_map.json | {'extra_special_tokens': ['<x>', '<y>']}",
                "tokenizer_config.json | {'additional_special_tokens': ['<x>', '<y>']}",
                "tokenizer_config.json | {'extra_special_tokens': ['<x>', '<y>'], 'additional_special_tokens': ['<z>']}",
                "tokenizer_config.json | {'extra_special_tokens': {'image_token': '<x>', 'audio_token': '<y>'}}",
            })
    void furtherSpecialTokensAreAdded(String file, String content) throws IOException {
        write(
                "tokenizer.json",
                "{\"model\": {\"type\": \"WordLevel\", \"unk_token\": \"a\","
                        + " \"vocab\": {\"a\": 0, \"b\": 1, \"<x>\": 2}}}");
        write(file, content.replace('\'', '"'));
        Path saved = folder.resolve("saved");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.size()).isEqualTo(4);
            assertThat(tokenizer.encode("b<x>b<y>b")).containsExactly(1, 2, 1, 3, 1);
            assertThat(tokenizer.decode(new int[] {1, 2, 3})).isEqualTo("b");
            tokenizer.save(saved);
        }
        try (Tokenizer again = Tokenizer.load(saved)) {
            assertThat(again.encode("b<x>b<y>b")).containsExactly(1, 2, 1, 3, 1);
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void assertMessage(Path folder, String message) {
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(InputException.class)
                .hasMessage(message);
    }
}
