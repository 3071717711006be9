package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.LabelledTextFormat.Spacing;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Adds the tokens of labels to the tokenizers of every family. scripts/parity/round_trip_tokenizers.py opens the saved
 * tokenizers.
 */
class LabelTokensTest {
    private static final int LABELS = 3;
    private static final Path MADE = Path.of("src", "test", "resources", "tokenize");
    private static final Path SAVED = Path.of("target", "round-trip-tokenizers");
    private static final List<Example> EXAMPLES = List.of(
            new Example(List.of("a warm and funny film", "the plot isn't dull"), 0),
            new Example(List.of("It'S  over", "caf\u00e9 \u2603 12345"), 1),
            new Example(List.of(" leading", "two\n\nlines\t!    four"), 2));
    private static final List<String> TEXTS = List.of("<bos_2> a film <sep>dull", "x<pad><bos_0>y", "<bos_3><sep>");

    @ParameterizedTest
    @ValueSource(strings = {"llama2", "gemma", "llama3", "qwen2", "gpt_neox", "opt", "gpt2"})
    void labelTokensFollowTheVocabularyAndSurviveSaving(String kind) {
        Path saved = SAVED.resolve(kind);
        ObjectNode read = Json.STRICT.createObjectNode();
        try (Tokenizer plain = Tokenizer.load(MADE.resolve(kind));
                Tokenizer tokenizer = LabelledTextFormat.addTokens(plain, LABELS)) {
            for (int label = 0; label < LABELS; label++) {
                assertThat(tokenizer.id("<bos_" + label + ">")).hasValue(plain.size() + label);
            }
            assertThat(tokenizer.size())
                    .isBetween(plain.size() + LABELS + 1, plain.size() + LABELS + 2); // <pad>, <sep>
            List<TokenSequence> sequences = sequences(tokenizer);
            List<int[]> ids = tokenizer.encodeAll(TEXTS);
            tokenizer.save(saved);
            try (Tokenizer again = Tokenizer.load(saved)) {
                assertThat(sequences(again)).isEqualTo(sequences);
                assertThat(again.encodeAll(TEXTS)).usingRecursiveComparison().isEqualTo(ids);
                assertThat(again.specialTokens()).isEqualTo(tokenizer.specialTokens());
            }
            for (int i = 0; i < EXAMPLES.size(); i++) {
                Example example = EXAMPLES.get(i);
                ObjectNode row = read.withArray("examples").addObject().put("label", example.label());
                example.texts().forEach(row.putArray("texts")::add);
                numbers(row.putArray("ids"), sequences.get(i).ids());
                ArrayNode decoded = row.putArray("decoded");
                example.texts().forEach(text -> decoded.add(tokenizer.decode(tokenizer.encode("<bos_1> " + text))));
            }
            for (int i = 0; i < TEXTS.size(); i++) {
                ObjectNode row = read.withArray("texts").addObject().put("text", TEXTS.get(i));
                numbers(row.putArray("ids"), ids.get(i));
            }
        }
        AtomicFiles.writeString(saved.resolve("read.json"), Json.pretty(read));
    }

    private static List<TokenSequence> sequences(Tokenizer tokenizer) {
        return new LabelledTextFormat(tokenizer, LABELS, true, 200, Spacing.COMPACT).encode(EXAMPLES);
    }

    private static void numbers(ArrayNode array, int[] numbers) {
        IntStream.of(numbers).forEach(array::add);
    }
}
