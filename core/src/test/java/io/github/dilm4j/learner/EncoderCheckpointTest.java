package io.github.dilm4j.learner;

import static io.github.dilm4j.learner.TinyBert.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tensor.SafetensorsWriter;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loads folders as pretraining leaves them, with other heads or none, and refuses unusable configs. */
class EncoderCheckpointTest {
    @TempDir
    Path folder;

    /** The additional weights are those in checkpoints of pretrained models. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "roberta | roberta. | lm_head.bias lm_head.layer_norm.weight pooler.dense.bias embeddings.position_ids",
                "xlm-roberta | roberta. | lm_head.bias lm_head.dense.weight roberta.pooler.dense.weight",
                "distilbert | distilbert. | vocab_layer_norm.bias vocab_projector.bias vocab_transform.weight",
                "electra | electra. | discriminator_predictions.dense.bias generator_lm_head.bias"
                        + " generator_predictions.LayerNorm.weight",
                "albert | albert. | predictions.LayerNorm.bias predictions.decoder.weight sop_classifier.classifier.bias",
                "xlnet | transformer. | lm_loss.weight lm_loss.bias",
                "deberta-v3 | deberta. | cls.predictions.bias lm_predictions.lm_head.bias mask_predictions.dense.bias"
                        + " deberta.embeddings.position_embeddings.weight",
                "modernbert | model. | decoder.bias decoder.weight",
            })
    void aBodyWithAnotherHeadGivesTheSameStates(String architecture, String prefix, String others) throws IOException {
        EncoderFixture fixture = new EncoderFixture(architecture);
        for (boolean bare : new boolean[] {true, false}) {
            writeBody(fixture.folder(), prefix, bare, others.split(" ", -1));
            try (ClassifierModel model = Classifiers.load(folder, 2, Device.CPU)) {
                TokenBatch batch = fixture.batch();
                assertThat(relativeError(states(model, batch.sequences().get(1)), fixture.expectedStates(1, batch)))
                        .isLessThan(1e-5);
                assertThat(model.freshParameters())
                        .contains(model.head().layers().get(0).weight().name())
                        .noneMatch(name -> name.startsWith(prefix));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "::",
            value = {
                "roberta :: position_embedding_type :: \"relative_key\" :: 'position_embedding_type' must be \"absolute\", it"
                        + " is \"relative_key\"",
                "roberta :: max_position_embeddings :: 2 :: 'max_position_embeddings' is 2, which leaves no position for a"
                        + " token: they start after the padding id 1; use the config.json of the model that the weights"
                        + " belong to",
                "xlm-roberta :: is_decoder :: true :: 'is_decoder' must be false, it is true",
                "distilbert :: sinusoidal_pos_embds :: true :: 'sinusoidal_pos_embds' must be false, it is true",
                "distilbert :: n_heads :: 5 :: hidden size 12 is not a multiple of the 5 attention heads; choose sizes that divide",
                "distilbert :: activation :: \"swoosh\" :: activation 'swoosh' is not one of [gelu, gelu_new,"
                        + " gelu_pytorch_tanh, gelu_fast, relu, silu, swish, tanh]",
                "electra :: embedding_size :: 0 :: 'embedding_size' must be at least 1, it is 0",
                "albert :: num_attention_heads :: 7 :: hidden size 12 is not a multiple of the 7 attention heads; choose sizes"
                        + " that divide",
                "xlnet :: attn_type :: \"uni\" :: 'attn_type' must be \"bi\", it is \"uni\"",
                "xlnet :: clamp_len :: 9 :: 'clamp_len' must be -1, it is 9",
                "xlnet :: summary_type :: \"first\" :: 'summary_type' must be \"last\", it is \"first\"",
                "xlnet :: d_head :: 5 :: 'd_head' must be d_model / n_head, it is 5",
                "deberta-v3 :: relative_attention :: false :: 'relative_attention' must be true, it is false",
                "deberta-v3 :: conv_kernel_size :: 4 :: 'conv_kernel_size' must be odd, it is 4",
                "deberta-v3 :: embedding_size :: 5 :: 'embedding_size' must be 12, it is 5",
                "deberta-v3 :: pos_att_type :: \"c2p|p2p\" :: 'pos_att_type' must be \"c2p\", \"p2c\" or both, it is"
                        + " \"c2p|p2p\"",
                "deberta-v3 :: norm_rel_ebd :: \"rms\" :: 'norm_rel_ebd' must be \"none\" or \"layer_norm\", it is \"rms\"",
                "modernbert :: norm_bias :: true :: 'norm_bias' must be false, it is true",
                "modernbert :: classifier_pooling :: \"max\" :: 'classifier_pooling' must be \"cls\" or \"mean\", it is"
                        + " \"max\"",
                "modernbert :: rope_parameters :: {\"full_attention\": {\"rope_type\": \"yarn\"}} :: "
                        + " 'rope_parameters.full_attention.rope_type' must be \"default\", it is \"yarn\"",
                "modernbert :: layer_types :: [\"full_attention\"] :: 'layer_types' must be a list of 4 times"
                        + " \"sliding_attention\" or \"full_attention\", one for each layer, it is [\"full_attention\"]",
            },
            quoteCharacter = '\0')
    void aConfigThatCannotBeBuiltSaysWhy(String architecture, String key, String value, String message)
            throws IOException {
        Path source = new EncoderFixture(architecture).folder();
        ObjectNode config = (ObjectNode) Json.read(source.resolve("config.json"), JsonNode.class);
        config.set(key, Json.STRICT.readTree(value));
        Path file = Files.writeString(folder.resolve("config.json"), Json.pretty(config));
        assertThatThrownBy(() -> Classifiers.load(folder, 2, Device.CPU))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": " + message);
    }

    @Test
    void olderConfigsOfModernBertMeanTheSame() throws IOException {
        EncoderFixture fixture = new EncoderFixture("modernbert");
        ObjectNode config = (ObjectNode) Json.read(fixture.folder().resolve("config.json"), JsonNode.class);
        config.remove(List.of("layer_types", "rope_parameters"));
        config.put("global_attn_every_n_layers", 3);
        config.put("global_rope_theta", 160_000.0).put("local_rope_theta", 10_000.0);
        writeBody(fixture.folder(), "model.", false);
        Files.writeString(folder.resolve("config.json"), Json.pretty(config));
        TokenBatch batch = fixture.batch();
        try (ClassifierModel model = Classifiers.load(folder, 2, Device.CPU)) {
            assertThat(relativeError(states(model, batch.sequences().get(4)), fixture.expectedStates(4, batch)))
                    .isLessThan(1e-5);
        }
        config.put("global_attn_every_n_layers", 2);
        Files.writeString(folder.resolve("config.json"), Json.pretty(config));
        try (ClassifierModel model = Classifiers.load(folder, 2, Device.CPU)) {
            assertThat(relativeError(states(model, batch.sequences().get(4)), fixture.expectedStates(4, batch)))
                    .isGreaterThan(1e-3);
        }
    }

    /**
     * Copies the config and the weights under the prefix, and adds other weights. Bare weights are saved without the
     * prefix.
     */
    private void writeBody(Path source, String prefix, boolean bare, String... others) throws IOException {
        Files.writeString(folder.resolve("config.json"), Files.readString(source.resolve("config.json")));
        try (SafetensorsFile file = SafetensorsFile.open(source.resolve("model.safetensors"));
                PointerScope scope = new PointerScope()) {
            Map<String, Tensor> weights = new LinkedHashMap<>();
            for (String name : file.names()) {
                if (name.startsWith(prefix)) {
                    long[] shape = file.entry(name).shape().stream()
                            .mapToLong(Long::longValue)
                            .toArray();
                    Tensor weight = Tensors.zeros(ScalarType.Float, Device.CPU, shape);
                    file.copyInto(name, weight);
                    weights.put(bare ? name.substring(prefix.length()) : name, weight);
                }
            }
            for (String name : others) {
                weights.put(name, Tensors.zeros(ScalarType.Float, Device.CPU, 2, 2));
            }
            SafetensorsWriter.write(folder.resolve("model.safetensors"), weights, Map.of());
        }
    }

    /** Returns the states [length · hidden]. */
    private static float[] states(ClassifierModel model, TokenSequence sequence) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            PaddedBatch alone = PaddedBatch.of(
                    new int[][] {sequence.ids()}, new int[][] {sequence.typeIds()}, model.padId(), Device.CPU);
            float[] states = Tensors.floats(model.hiddenStates(alone, Pass.EXACT));
            return Arrays.copyOf(states, sequence.length() * EncoderFixture.HIDDEN);
        }
    }
}
