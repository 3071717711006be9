package io.github.dilm4j.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifiersTest {
    @TempDir
    Path folder;

    @Test
    void aSavedClassifierLoadsBitForBitWithItsLabelNames() {
        try (ClassifierModel model = Classifiers.load(TinyBert.FOLDER, 3, Device.CPU)) {
            model.save(folder, List.of("bad", "so so", "good"));
            try (ClassifierModel again = Classifiers.load(folder, 3, Device.CPU)) {
                assertThat(Tensors.floats(again.parameters().values()))
                        .containsExactly(Tensors.floats(model.parameters().values()));
                assertThat(again.freshParameters()).containsExactlyInAnyOrder("classifier.weight", "classifier.bias");
            }
        }
        var config = Json.read(folder.resolve("config.json"), com.fasterxml.jackson.databind.JsonNode.class);
        assertThat(config.at("/id2label/1").asText()).isEqualTo("so so");
        assertThat(config.at("/label2id/good").asInt()).isEqualTo(2);
    }

    @Test
    void aHeadForAnotherNumberOfLabelsIsNew() {
        try (ClassifierModel model = Classifiers.load(TinyBert.FOLDER, 5, Device.CPU)) {
            assertThat(model.parameters().get("classifier.weight").shape()).containsExactly(5, 12);
            assertThat(Tensors.floats(
                            model.parameters().get("classifier.weight").tensor()))
                    .doesNotContain(0f);
        }
    }

    @Test
    void anUnknownArchitectureIsNamedWithTheKnownOnes() throws IOException {
        Path file = folder.resolve("config.json");
        Files.writeString(file, "{\"model_type\": \"reformer\"}");
        assertThatThrownBy(() -> Classifiers.load(folder, 2, Device.CPU))
                .isInstanceOf(InputException.class)
                .hasMessage(file
                        + ": model_type 'reformer' is not one of [albert, bert, deberta-v2, distilbert, electra, gemma, gemma2,"
                        + " gemma3_text, gpt2, gpt_neox, llama, mistral, modernbert, opt, qwen2, qwen3, roberta, xlm-roberta,"
                        + " xlnet]; give a folder of one of these architectures");
    }

    @Test
    void aConfigOfAModelFarLargerThanTheWeightsTakesNoMemory() throws IOException {
        Path weights = folder.resolve("model.safetensors");
        Files.copy(TinyBert.FOLDER.resolve("model.safetensors"), weights);
        String config = Files.readString(TinyBert.FOLDER.resolve("config.json"));
        Files.writeString(
                folder.resolve("config.json"),
                config.replaceFirst("\"vocab_size\": *\\d+", "\"vocab_size\": 2147483647"));
        assertThatThrownBy(() -> Classifiers.load(folder, 2, Device.CPU))
                .isInstanceOf(InputException.class)
                .hasMessageMatching(
                        java.util.regex.Pattern.quote(weights + ": holds ")
                                + "[\\d,]+ numbers, but the model of the config.json has 25,769,[\\d,]+; use the config.json and the weights of the same model");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"num_attention_heads\": 5 | : hidden size 12 is not a multiple of the 5 attention heads; choose sizes that"
                        + " divide",
                "\"hidden_act\": \"swoosh\" | : activation 'swoosh' is not one of [gelu, gelu_new, gelu_pytorch_tanh,"
                        + " gelu_fast, relu, silu, swish, tanh]",
                "\"position_embedding_type\": \"relative_key\" | : 'position_embedding_type' must be \"absolute\", it is"
                        + " \"relative_key\"",
                "\"num_hidden_layers\": 2000000000 | : 'num_hidden_layers' must be at most 4096, it is 2000000000",
                "\"hidden_size\": 1.5 | : 'hidden_size' must be a whole number, it is 1.5",
            })
    void aConfigThatCannotBeBuiltSaysWhy(String entry, String message) throws IOException {
        Path file = folder.resolve("config.json");
        String whole = Files.readString(TinyBert.FOLDER.resolve("config.json"));
        String key = entry.substring(0, entry.indexOf(':'));
        String without = whole.replaceAll("(?m)^\\s*" + key + ":[^\\n]*\\n", "");
        Files.writeString(file, without.replaceFirst("\\{", "{" + entry + ","));
        assertThatThrownBy(() -> Classifiers.load(folder, 2, Device.CPU))
                .isInstanceOf(InputException.class)
                .hasMessage(file + message);
    }
}
