package io.github.dilm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.learner.Classifiers;
import io.github.dilm4j.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelConfigTest {
    private static final Path FILE = Path.of("model", "config.json");

    private static ModelConfig config(String json) throws JsonProcessingException {
        return new ModelConfig(FILE, new ObjectMapper().readTree(json.replace('\'', '"')));
    }

    @Test
    void aTokensIdLiesInTheVocabulary() throws JsonProcessingException {
        assertThat(config("{'pad_token_id': 2}").tokenId("pad_token_id", 3, 0)).isEqualTo(2);
        assertThat(config("{}").tokenId("pad_token_id", 3, 50_283)).isEqualTo(50_283); // the architecture's default
        assertThatThrownBy(() -> config("{'pad_token_id': 2147483647}").tokenId("pad_token_id", 3, 0))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        FILE + ": 'pad_token_id' must be less than the size of the vocabulary, 3, it is 2147483647");
    }

    @Test
    void aNumberIsFinite() throws JsonProcessingException {
        assertThatThrownBy(() -> config("{'layer_norm_eps': 1e999}").number("layer_norm_eps", 1e-12))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(FILE + ": 'layer_norm_eps' must be at least 0 and finite, it is ");
    }

    @Test
    void aFileBesideItIsNamedAlone() throws JsonProcessingException {
        String problem = FILE.resolveSibling("generation_config.json") + ":1: is not valid JSON";
        ModelConfig config = config("{}");
        assertThatThrownBy(() -> config.named(() -> {
                    throw new InputException(problem);
                }))
                .hasMessage(problem);
        assertThatThrownBy(() -> config.named(() -> {
                    throw new InputException("the sizes do not fit");
                }))
                .hasMessage(FILE + ": the sizes do not fit");
    }

    /** Twice as many heads do not fit into an int. */
    @Test
    void moreHeadsThanValues(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("config.json"),
                "{\"model_type\": \"modernbert\", \"vocab_size\": 9, \"hidden_size\": 12, \"num_hidden_layers\": 1,"
                        + " \"num_attention_heads\": 2147483647, \"intermediate_size\": 8, \"max_position_embeddings\": 8}");
        assertThatThrownBy(() -> Classifiers.load(folder, 2, Device.CPU))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": hidden size 12 is not an even multiple of the 2147483647 attention heads; choose"
                        + " sizes that divide");
    }
}
