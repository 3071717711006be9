package io.github.dilm4j.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the tokenizers that scripts/parity/causal_tokenizers.py made. */
class CausalTokenizersTest {
    @TempDir
    Path saved;

    @ParameterizedTest
    @ValueSource(strings = {"llama2", "gemma", "llama3", "qwen2", "gpt_neox", "opt"})
    void tokensAreThoseOfPythonBeforeAndAfterSaving(String kind) {
        Path folder = Path.of("src", "test", "resources", "tokenize", kind);
        JsonNode expected = Json.read(folder.resolve("expected.json"), JsonNode.class);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            requireEqual(tokenizer, expected);
            tokenizer.save(saved);
        }
        try (Tokenizer again = Tokenizer.load(saved)) {
            requireEqual(again, expected);
            assertThat(again.id("<|end|>")).hasValue(again.size() - 1);
        }
    }

    private static void requireEqual(Tokenizer tokenizer, JsonNode expected) {
        for (int i = 0; i < expected.get("texts").size(); i++) {
            String text = expected.get("texts").get(i).asText();
            int[] ids = StreamSupport.stream(expected.get("ids").get(i).spliterator(), false)
                    .mapToInt(JsonNode::asInt)
                    .toArray();
            assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids);
            assertThat(tokenizer.decode(ids))
                    .as(text)
                    .isEqualTo(expected.get("decoded").get(i).asText());
        }
    }
}
