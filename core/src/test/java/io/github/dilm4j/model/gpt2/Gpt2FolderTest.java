package io.github.dilm4j.model.gpt2;

import static io.github.dilm4j.model.gpt2.TinyGpt2.VOCABULARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.causal.CausalTransformer;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tensor.SafetensorsWriter;
import io.github.dilm4j.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders with unusual or contradictory files. */
class Gpt2FolderTest {
    private static final String TABLE = "transformer.wte.weight";
    private static final String HEAD = "lm_head.weight";
    private static final int END = 36;

    @TempDir
    Path folder;

    @BeforeEach
    void copyConfig() throws IOException {
        Files.copy(TinyGpt2.FOLDER.resolve("config.json"), folder.resolve("config.json"));
    }

    /** Transformers 5.24 does the same. */
    @Test
    void anOutputLayerThatDiffersFromTheTokenTableIsUsedAndTold() {
        float[] usual = logits(TinyGpt2.FOLDER);
        write(weights -> weights.put(HEAD, weights.get(TABLE).mul(new Scalar(2.0))));
        Path saved = folder.resolve("saved");
        try (CausalTransformer model = TinyGpt2.load(folder, 0)) {
            assertThat(model.warnings())
                    .containsExactly(folder.resolve("config.json")
                            + ": ties the output layer to the token table, but the weights have a different lm_head.weight;"
                            + " it is used, as in transformers");
            model.save(saved);
        }
        float[] doubled = new float[usual.length];
        for (int i = 0; i < usual.length; i++) {
            doubled[i] = 2 * usual[i];
        }
        assertThat(logits(folder)).containsExactly(doubled);
        assertThat(logits(saved)).containsExactly(doubled);
        try (CausalTransformer again = TinyGpt2.load(saved, 0)) {
            assertThat(again.warnings()).isEmpty();
        }
    }

    @Test
    void anEqualOutputLayerIsTheTokenTable() {
        write(weights -> weights.put(HEAD, weights.get(TABLE).clone()));
        try (CausalTransformer model = TinyGpt2.load(folder, 0)) {
            assertThat(model.warnings()).isEmpty();
            assertThat(model.parameters().has(HEAD)).isFalse();
        }
    }

    @Test
    void anOutputLayerAloneIsTheTokenTable() {
        write(weights -> weights.put(HEAD, weights.remove(TABLE)));
        assertThat(logits(folder)).containsExactly(logits(TinyGpt2.FOLDER));
    }

    @Test
    void aValueHeadIsLeftOutAndTold() {
        write(weights -> {
            weights.put("v_head.summary.weight", weights.get("transformer.ln_f.weight"));
            weights.put("v_head.summary.bias", weights.get("transformer.ln_f.bias"));
        });
        try (CausalTransformer model = TinyGpt2.load(folder, 0)) {
            assertThat(model.warnings())
                    .containsExactly(folder.resolve("model.safetensors")
                            + ": weights of another head are left out: v_head.summary.weight,"
                            + " v_head.summary.bias");
        }
    }

    /** @param tokenizer the id of the tokenizer's end token; empty if it has none */
    @ParameterizedTest
    @CsvSource({
        "5, , , 5",
        "'[6, 5]', , , 6",
        "5, 7, 8, 5",
        ", 7, 8, 7",
        ", '[9, 7]', 8, 9",
        "null, 7, , 7",
        ", , 8, 8",
        ", null, 8, 8"
    })
    void theEndTokenMayBeNamedInSeveralPlaces(String config, String generation, Integer tokenizer, int end)
            throws IOException {
        name(config, generation);
        try (CausalTransformer model =
                load(VOCABULARY + 2, tokenizer == null ? OptionalInt.empty() : OptionalInt.of(tokenizer))) {
            float[][] vectors = Tensors.rows(model.tokenVectors());
            assertThat(vectors[VOCABULARY + 1]).isEqualTo(vectors[end]);
        }
    }

    @Test
    void withoutAnyEndTokenNoTokenCanBeAdded() throws IOException {
        name(null, null);
        load(0, OptionalInt.empty()).close();
        assertThatThrownBy(() -> load(VOCABULARY + 1, OptionalInt.empty()))
                .isInstanceOf(InputException.class)
                .hasMessage(folder.resolve("config.json") + ": has no 'eos_token_id', and neither have"
                        + " generation_config.json and the tokenizer; vectors of added tokens start as copies of"
                        + " that token's, so add it");
    }

    /** Writes the {@code eos_token_id} of the two files. For null, leaves out the key or the file. */
    private void name(String config, String generation) throws IOException {
        write(weights -> {});
        String whole = Files.readString(folder.resolve("config.json"));
        Files.writeString(
                folder.resolve("config.json"),
                whole.replace(
                        "\"eos_token_id\": " + END + ",", config == null ? "" : "\"eos_token_id\": " + config + ","));
        if (generation != null) {
            Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": " + generation + "}");
        }
    }

    private CausalTransformer load(int vocabulary, OptionalInt end) {
        ModelFolder opened = ModelFolder.open(folder);
        return CausalTransformer.load(
                Gpt2Architecture.of(opened), opened, vocabulary, end, Device.CPU, ScalarType.Float);
    }

    private interface Change {
        void make(Map<String, Tensor> weights);
    }

    /** Changes the tiny model's weights and writes them. */
    private void write(Change change) {
        try (PointerScope scope = new PointerScope();
                SafetensorsFile file = SafetensorsFile.open(TinyGpt2.FOLDER.resolve("model.safetensors"))) {
            Map<String, Tensor> weights = new LinkedHashMap<>();
            for (String name : file.names()) {
                long[] shape =
                        file.shape(name).stream().mapToLong(Long::longValue).toArray();
                Tensor weight = Tensors.zeros(ScalarType.Float, Device.CPU, shape);
                file.copyInto(name, weight);
                weights.put(name, weight);
            }
            change.make(weights);
            SafetensorsWriter.write(folder.resolve("model.safetensors"), weights, Map.of());
        }
    }

    private static float[] logits(Path folder) {
        List<int[]> ids = TinyGpt2.ids();
        try (CausalTransformer model = TinyGpt2.load(folder, 0);
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            PackedBatch batch = PackedBatch.of(ids.toArray(int[][]::new), Device.CPU);
            return Tensors.floats(model.logits(model.hiddenStates(batch, Pass.EXACT)));
        }
    }
}
