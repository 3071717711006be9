package io.github.dilm4j.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every problem in a tokenizer's folder gives one sentence. */
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

    /**
     * As in transformers 5, the class comes from tokenizer_config.json, else from config.json, else from the model's
     * type.
     */
    @ParameterizedTest
    @CsvSource({
        "BertTokenizer, '', roberta, false",
        "BertTokenizerFast, '', '', false",
        "ElectraTokenizer, '', electra, false",
        "PreTrainedTokenizerFast, '', bert, true",
        "'', BertTokenizer, '', false",
        "'', PreTrainedTokenizerFast, bert, true",
        "'', '', bert, false",
        "'', '', distilbert, false",
        "'', '', electra, false",
        "'', '', llama, true",
        "'', '', '', true",
        "BertTokenizer, '', modernbert, true",
    })
    void theConfigOfSomeClassesOverridesTheTokenizersFile(String named, String inModel, String type, boolean lowercase)
            throws IOException {
        copy("bert-long");
        write("config.json", json(Map.of("model_type", type, "tokenizer_class", inModel)));
        write("tokenizer_config.json", json(Map.of("tokenizer_class", named, "do_lower_case", false)));
        TokenizerFolder.Contents read = TokenizerFolder.read(folder);
        assertThat(read.tokenizer().at("/normalizer/lowercase").asBoolean()).isEqualTo(lowercase);
        assertThat(read.tokenizer().at("/normalizer/handle_chinese_chars").asBoolean())
                .isTrue();
        assertThat(read.warnings())
                .isEqualTo(
                        lowercase
                                ? List.of()
                                : List.of(folder.resolve("tokenizer_config.json")
                                        + ": 'do_lower_case: false' overrides tokenizer.json, as in"
                                        + " transformers' BertTokenizer"));
    }

    /** Transformers 5 does the same. */
    @ParameterizedTest
    @CsvSource({
        "roberta, RobertaTokenizer, roberta, true, true",
        "roberta, GPT2TokenizerFast, '', true, true",
        "roberta, PreTrainedTokenizerFast, roberta, true, false",
        "roberta, '', roberta, true, true",
        "tokenize/opt, '', opt, true, true",
        "tokenize/gpt_neox, '', gpt_neox, true, true",
        "tokenize/qwen2, '', qwen2, true, true",
        "tokenize/qwen2, PreTrainedTokenizerFast, qwen2, true, true",
        "tokenize/qwen2, '', qwen3, true, true",
        "tokenize/llama3, '', llama, true, false",
    })
    void theConfigOfByteLevelClassesOverridesTheTokenizersFile(
            String sample, String named, String type, boolean told, boolean prefixSpace) throws IOException {
        copy(sample);
        write("config.json", json(Map.of("model_type", type)));
        write("tokenizer_config.json", json(Map.of("tokenizer_class", named, "add_prefix_space", told)));
        JsonNode part = TokenizerFolder.read(folder).tokenizer().get("pre_tokenizer");
        assertThat(part.findValue("add_prefix_space").asBoolean()).isEqualTo(prefixSpace);
    }

    /** The expected tokens are those of transformers 5.24 for the same folders. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "albert      | albert      | {}                         | ▁t <unk> e ▁ <unk> o od ▁ <unk> a f e ,",
                "albert      | albert      | {'do_lower_case': false, 'keep_accents': true} | ▁ <unk> e ▁ <unk> ▁ <unk> a f <unk> ,",
                "albert      | albert      | {'add_prefix_space': false} | t <unk> e <unk> o od <unk> a f e ,",
                "deberta-v3  | deberta-v2  | {}                         | ▁ T [UNK] e ▁ [UNK] D ▁ [UNK] a f [UNK] ,",
                "deberta-v3  | deberta-v2  | {'do_lower_case': true}    | ▁t [UNK] e ▁ [UNK] o od ▁ [UNK] a f [UNK] ,",
                "deberta-v3  | deberta-v2  | {'split_by_punct': true}   | ▁ T [UNK] e ▁ [UNK] D ▁ [UNK] a f [UNK] ▁ ,",
                "xlnet       | xlnet       | {'do_lower_case': true}    | ▁t <unk> e ▁ <unk> o od ▁ <unk> a f e ,",
                "xlnet       | xlnet       | {'do_lower_case': false}   | ▁ T <unk> e ▁ <unk> D ▁ <unk> a f e ,",
                "xlm-roberta | xlm-roberta | {'add_prefix_space': false} | T <unk> e <unk> D <unk> a f <unk> ,",
            })
    void sentencePieceClassesRebuildNormalizersAndSpaces(String sample, String type, String config, String tokens)
            throws IOException {
        copy(sample);
        write("config.json", json(Map.of("model_type", type)));
        write("tokenizer_config.json", config.replace('\'', '"'));
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            List<String> cut = IntStream.of(tokenizer.encode("The GOOD Café,"))
                    .mapToObj(tokenizer::token)
                    .toList();
            assertThat(String.join(" ", cut)).isEqualTo(tokens);
        }
    }

    @Test
    void aSettingThatIsNotThereCountsByItsDefault() throws IOException {
        Path file = copy("bert-long");
        Files.writeString(file, Files.readString(file).replace("\"lowercase\": true", "\"lowercase\": false"));
        write("config.json", "{\"model_type\": \"bert\"}");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.encode("THE")).containsExactly(tokenizer.encode("the"));
            assertThat(tokenizer.warnings())
                    .containsExactly(folder.resolve("tokenizer_config.json")
                            + ": 'do_lower_case' is missing, so its default, true, overrides tokenizer.json, as in"
                            + " transformers' BertTokenizer");
        }
    }

    @Test
    void llamasCanBeginWithoutASpace() throws IOException {
        copy("tokenize/llama2");
        write("tokenizer_config.json", "{\"tokenizer_class\": \"LlamaTokenizer\", \"add_prefix_space\": false}");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            int[] ids = tokenizer.encode("the");
            assertThat(tokenizer.token(ids[0])).doesNotStartWith("▁");
            assertThat(tokenizer.decode(tokenizer.encode(" the"))).isEqualTo(" the");
        }
    }

    /** These are OPT's files. Transformers 5 does the same. */
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
                        + ": has no tokenizer: looked for tokenizer.json, then vocab.txt, then vocab.json with merges.txt,"
                        + " then spm.model, spiece.model, sentencepiece.bpe.model");
    }

    @Test
    void truncatedJson() throws IOException {
        Path file = write("tokenizer.json", "{\"version\": \"1.0\",\n \"model\": {\"type\": \"BPE");
        assertMessage(folder, file + ":2: is cut off: the file ends before its JSON does");
    }

    @Test
    void jsonThatIsNoObject() throws IOException {
        Path file = write("tokenizer.json", "[]");
        assertMessage(folder, file + ": is not a JSON object");
    }

    @Test
    void jsonThatIsNoTokenizer() throws IOException {
        Path file = write("tokenizer.json", "{\"version\": \"1.0\"}");
        assertMessage(folder, file + ": has no 'model' with a 'vocab': it is not a tokenizer; export it again");
    }

    @Test
    void modelThatTheLibraryDoesNotKnow() throws IOException {
        Path file = write("tokenizer.json", "{\"model\": {\"type\": \"Runes\", \"vocab\": {\"a\": 0}}}");
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": cannot be used as a tokenizer (");
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
    void ofARepeatedTokenTheLastLineCounts() throws IOException {
        Path file = write("vocab.txt", "[PAD]\n[UNK]\ntea\n[CLS]\ntea\nmilk\n[SEP]\n[MASK]\n");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.encode("tea milk")).containsExactly(4, 5);
            assertThat(tokenizer.size()).isEqualTo(8);
            assertThat(tokenizer.warnings())
                    .containsExactly(file + ": has tokens twice: 'tea' (lines 3 and 5); the last line of each is used,"
                            + " as in transformers");
        }
    }

    @Test
    void ofARepeatedPieceTheLastIdCounts() throws IOException {
        Path file = write(
                "tokenizer.json",
                "{\"model\": {\"type\": \"Unigram\", \"unk_id\": 0, \"vocab\": [[\"<unk>\", 0.0], [\"tea\", -1.0],"
                        + " [\"t\", -2.0], [\"tea\", -3.0]]}}");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.encode("teat")).containsExactly(3, 2);
            assertThat(tokenizer.id("tea")).hasValue(3);
            assertThat(tokenizer.warnings())
                    .containsExactly(
                            file + ": has tokens twice: 'tea' (ids 1 and 3); the last id of each is used, as in"
                                    + " transformers");
        }
    }

    /** The library reports this only at the first text with an unknown letter. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'WordLevel', 'unk_token': '<oops>', 'vocab': {'a': 0}}",
                "{'type': 'WordPiece', 'unk_token': '<oops>', 'continuing_subword_prefix': '##',"
                        + " 'max_input_chars_per_word': 100, 'vocab': {'a': 0}}",
                "{'type': 'BPE', 'unk_token': '<oops>', 'vocab': {'a': 0, '\u6F22': 1}, 'merges': []}",
                "{'type': 'Unigram', 'unk_id': null, 'vocab': [['a', -1.0]]}",
            })
    void vocabularyWithoutItsUnknownToken(String model) throws IOException {
        Path file = write("tokenizer.json", ("{'model': " + model + "}").replace('\'', '"'));
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": cannot encode text that is not in its vocabulary (")
                .hasMessageEndingWith("); add its unknown token to the vocabulary, or export the tokenizer again");
    }

    /** The library would cut the prefix off a shorter token, and abort the process. */
    @ParameterizedTest
    @ValueSource(strings = {"[\"a\", \"b\"]", "\"a b\""})
    void aMergeWhoseRightTokenLacksThePrefix(String merge) throws IOException {
        Path file = write(
                "tokenizer.json",
                "{\"model\": {\"type\": \"BPE\", \"unk_token\": \"a\", \"continuing_subword_prefix\": \"long##\","
                        + " \"vocab\": {\"a\": 0, \"b\": 1, \"ab\": 2}, \"merges\": [" + merge + "]}}");
        assertMessage(
                folder,
                file + ": the merge " + merge.replace("\", \"", "\",\"")
                        + " does not continue a word: its right token lacks the"
                        + " 'continuing_subword_prefix' 'long##'; export the tokenizer again");
    }

    /** The model would look the id up in its embedding. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'BertProcessing', 'cls': ['a', 0], 'sep': ['b', 2147483647]}",
                "{'type': 'TemplateProcessing', 'single': [{'SpecialToken': {'id': 'a', 'type_id': 0}},"
                        + " {'Sequence': {'id': 'A', 'type_id': 0}}], 'pair': [], 'special_tokens':"
                        + " {'a': {'id': 'a', 'ids': [2147483647], 'tokens': ['a']}}}",
            })
    void aTemplateWithATokenThatTheVocabularyLacks(String processor) throws IOException {
        Path file = write(
                "tokenizer.json",
                ("{'post_processor': " + processor
                                + ", 'model': {'type': 'WordLevel', 'unk_token': 'a', 'vocab': {'a': 0}}}")
                        .replace('\'', '"'));
        assertMessage(
                folder,
                file + ": its post_processor uses the token id 2147483647, which the vocabulary lacks; export the"
                        + " tokenizer again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "2147483647", "0.5", "null"})
    void aTemplateWithATypeThatIsNoNumber(String type) throws IOException {
        Path file = write(
                "tokenizer.json",
                ("{'post_processor': {'type': 'TemplateProcessing', 'single': [{'Sequence': {'id': 'A', 'type_id': "
                                + type + "}}], 'pair': [], 'special_tokens': {}},"
                                + " 'model': {'type': 'WordLevel', 'unk_token': 'a', 'vocab': {'a': 0}}}")
                        .replace('\'', '"'));
        assertMessage(
                folder,
                file + ": its post_processor has the type_id " + type + ", not a number from 0; export the tokenizer"
                        + " again");
    }

    @Test
    void addedTokensThatAreNoList() throws IOException {
        Path file = write(
                "tokenizer.json",
                "{\"added_tokens\": \"x\", \"model\": {\"type\": \"WordLevel\", \"unk_token\": \"a\", \"vocab\": {\"a\": 0}}}");
        assertMessage(folder, file + ": 'added_tokens' is not a list; export the tokenizer again");
    }

    @Test
    void anAddedTokenWithoutText() throws IOException {
        write("vocab.txt", "[UNK]\na\n");
        Path added = write("added_tokens.json", "{\"\": 2}");
        assertMessage(folder, added + ": lists an added token without text; give it one, or remove it");
        Path config = write("tokenizer_config.json", "{\"added_tokens_decoder\": {\"2\": {\"special\": true}}}");
        assertMessage(folder, config + ": lists an added token without text; give it one, or remove it");
    }

    @Test
    void soundCharacterMap() throws IOException {
        write(
                "tokenizer.json",
                "{\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \""
                        + Base64.getEncoder().encodeToString(CharacterMaps.toLowerA()) + "\"}, \"model\": {\"type\":"
                        + " \"WordLevel\", \"unk_token\": \"?\", \"vocab\": {\"?\": 0, \"a\": 1}}}");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.encode("A")).containsExactly(1);
        }
    }

    /** The library aborts the process if it cannot parse a map. */
    @Test
    void characterMapThatTheLibraryCannotParse() throws IOException {
        byte[] sound = CharacterMaps.toLowerA();
        // one byte more than whole groups
        byte[] padded = Arrays.copyOf(sound, sound.length + (4 - sound.length % 3) % 3);
        String base64 = Base64.getEncoder().encodeToString(padded);
        assertThat(base64).endsWith("==");
        String symbols = base64.substring(0, base64.length() - 2);
        char last = symbols.charAt(symbols.length() - 1);
        byte[] noText = Arrays.copyOf(sound, sound.length + 1);
        noText[sound.length] = (byte) 0xFF;
        for (String damaged : List.of(
                symbols, // no padding
                symbols.substring(0, symbols.length() - 1) + (char) (last + 1) + "==", // spare bits that are not 0
                Base64.getEncoder().encodeToString(noText))) {
            Path file = write(
                    "tokenizer.json",
                    "{\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"" + damaged
                            + "\"}, \"model\": {\"type\": \"WordLevel\", \"unk_token\": \"a\", \"vocab\": {\"a\": 0}}}");
            assertMessage(folder, file + ": its normalizer's precompiled_charsmap is damaged; load an undamaged copy");
        }
    }

    /** The library would read beyond its memory. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // no length
                "BAAAAA==", // a length without a trie
                "BAAAAAAAAAA=", // one unit, although the first byte of a text needs 256
                "AAAAAAEC", // no trie
                "not base64"
            })
    void damagedCharacterMap(String map) throws IOException {
        Path file = write(
                "tokenizer.json",
                "{\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Precompiled\","
                        + " \"precompiled_charsmap\": \"" + map + "\"}]}, \"model\": {\"type\": \"WordLevel\","
                        + " \"unk_token\": \"a\", \"vocab\": {\"a\": 0}}}");
        assertMessage(folder, file + ": its normalizer's precompiled_charsmap is damaged; load an undamaged copy");
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

    /** Transformers 5 does the same. Version 4 also wrote tokens with flags. */
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

    private Path copy(String sample) throws IOException {
        return Files.copy(Path.of("src/test/resources", sample, "tokenizer.json"), folder.resolve("tokenizer.json"));
    }

    /** Returns the non-empty values as JSON. */
    private static String json(Map<String, Object> values) {
        Map<String, Object> told = new TreeMap<>(values);
        told.values().removeIf(""::equals);
        return Json.line(told);
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
