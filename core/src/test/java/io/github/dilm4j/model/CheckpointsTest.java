package io.github.dilm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsWriter;
import io.github.dilm4j.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
    private static final WeightNames NAMES = WeightNames.withPrefix("body.")
            .renaming("LayerNorm.gamma", "LayerNorm.weight")
            .renaming("LayerNorm.beta", "LayerNorm.bias")
            .ignoring(".*position_ids")
            .allowingAbsent("head.");

    @TempDir
    Path folder;

    @Test
    void savedWeightsComeBackBitForBit() {
        try (Parameters saved = parameters(7);
                Parameters loaded = parameters(8)) {
            Checkpoints.save(folder, saved, Json.STRICT.createObjectNode().put("model_type", "tiny"));

            assertThat(Checkpoints.load(folder, loaded, WeightNames.exact()))
                    .isEqualTo(new Checkpoints.Loaded(Set.of(), List.of()));

            assertThat(Tensors.floats(loaded.values())).containsExactly(Tensors.floats(saved.values()));
            assertThat(ModelFolder.open(folder).modelType()).isEqualTo("tiny");
        }
    }

    @Test
    void savingTwiceGivesTheSameBytes() throws IOException {
        try (Parameters saved = parameters(7)) {
            Checkpoints.save(folder, saved, Json.STRICT.createObjectNode());
            byte[] first = Files.readAllBytes(folder.resolve("model.safetensors"));
            Checkpoints.save(folder, saved, Json.STRICT.createObjectNode());
            assertThat(Files.readAllBytes(folder.resolve("model.safetensors"))).isEqualTo(first);
        }
    }

    @Test
    void readsOldNamesBareBodiesHalfPrecisionAndShards() throws IOException {
        try (PointerScope scope = new PointerScope();
                Parameters loaded = parameters(8)) {
            SafetensorsWriter.write(
                    folder.resolve("a.safetensors"),
                    Map.of("dense.weight", filled(0.5f, 2, 3).to(ScalarType.BFloat16)),
                    Map.of());
            Map<String, Tensor> rest = new LinkedHashMap<>();
            rest.put("dense.bias", filled(0.25f, 2).to(ScalarType.Half));
            rest.put("LayerNorm.gamma", filled(3, 2));
            rest.put("LayerNorm.beta", filled(4, 2));
            rest.put("embeddings.position_ids", Tensors.of(new long[] {0, 1}, Device.CPU, 1, 2));
            SafetensorsWriter.write(folder.resolve("b.safetensors"), rest, Map.of());
            Files.writeString(
                    folder.resolve("model.safetensors.index.json"),
                    "{\"metadata\": {}, \"weight_map\": {\"dense.weight\": \"a.safetensors\", \"dense.bias\":"
                            + " \"b.safetensors\"}}");
            float[] head = Tensors.floats(loaded.get("head.weight").tensor());

            assertThat(Checkpoints.load(folder, loaded, NAMES))
                    .isEqualTo(new Checkpoints.Loaded(Set.of("head.weight", "head.bias"), List.of()));

            assertThat(Tensors.floats(loaded.get("body.dense.weight").tensor())).containsOnly(0.5f);
            assertThat(Tensors.floats(loaded.get("body.dense.bias").tensor())).containsOnly(0.25f);
            assertThat(Tensors.floats(loaded.get("body.LayerNorm.weight").tensor()))
                    .containsOnly(3f);
            assertThat(Tensors.floats(loaded.get("body.LayerNorm.bias").tensor()))
                    .containsOnly(4f);
            assertThat(Tensors.floats(loaded.get("head.weight").tensor())).containsExactly(head);
        }
    }

    @Test
    void allWeightsThatDoNotFitAreNamedInOneSentence() {
        try (PointerScope scope = new PointerScope();
                Parameters loaded = parameters(8)) {
            Path file = folder.resolve("model.safetensors");
            Map<String, Tensor> weights = new LinkedHashMap<>();
            weights.put("dense.weight", filled(1, 3, 2));
            weights.put("LayerNorm.gamma", filled(1, 2));
            weights.put("stranger", filled(1, 2));
            SafetensorsWriter.write(file, weights, Map.of());

            assertThatThrownBy(() -> Checkpoints.load(folder, loaded, NAMES))
                    .isInstanceOf(InputException.class)
                    .hasMessage(file + ": does not fit its config.json: it lacks body.dense.bias, body.LayerNorm.bias,"
                            + " has the unknown stranger, has, in the wrong shape, dense.weight ([3, 2] instead of"
                            + " [2, 3]); use the config.json and the weights of the same model");
        }
    }

    @Test
    void aCompleteBodyLoadsWithAnyHeadAndTellsWhatItLeavesOut() {
        try (PointerScope scope = new PointerScope();
                Parameters loaded = parameters(8)) {
            Map<String, Tensor> weights = body("");
            weights.put("qa_outputs.weight", filled(1, 2, 2));
            weights.put("n_averaged", filled(1));
            weights.put("head.weight", filled(1, 3, 2));
            Path file = write(weights);

            Checkpoints.Loaded read = Checkpoints.load(folder, loaded, NAMES);

            assertThat(Tensors.floats(loaded.get("body.dense.weight").tensor())).containsOnly(0.5f);
            assertThat(read.absent()).containsExactlyInAnyOrder("head.weight", "head.bias");
            assertThat(read.warnings())
                    .containsExactly(
                            file + ": weights of another head are left out: qa_outputs.weight, n_averaged",
                            file + ": its head does not fit this task and is left out: head.weight ([3, 2]"
                                    + " instead of [2, 2])");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"body.embeddings.weight", "dense.scale", "LayerNorm.1.weight"})
    void aFurtherWeightOfTheBodyIsNoHead(String name) {
        try (PointerScope scope = new PointerScope();
                Parameters loaded = parameters(8)) {
            Map<String, Tensor> weights = body("");
            weights.put(name, filled(1, 2));
            weights.put("qa_outputs.weight", filled(1, 2));
            Path file = write(weights);
            assertThatThrownBy(() -> Checkpoints.load(folder, loaded, NAMES))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + ": does not fit its config.json: it has the unknown " + name + ";");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"_orig_mod.", "module.", "_orig_mod.module.", "net.1."})
    void aPrefixOfTheWholeBodyIsReadOverAndNamed(String prefix) {
        for (String bodyPrefix : List.of("", "body.")) {
            try (PointerScope scope = new PointerScope();
                    Parameters loaded = parameters(8)) {
                Map<String, Tensor> weights = body(prefix + bodyPrefix);
                weights.put(prefix + "head.bias", filled(9, 2));
                Path file = write(weights);

                Checkpoints.Loaded read = Checkpoints.load(folder, loaded, NAMES);

                assertThat(Tensors.floats(loaded.get("body.dense.weight").tensor()))
                        .containsOnly(0.5f);
                assertThat(Tensors.floats(loaded.get("head.bias").tensor())).containsOnly(9f);
                assertThat(read.warnings())
                        .containsExactly(
                                file + ": the names of its weights begin with '" + prefix
                                        + "', which wrappers such as torch.compile and DataParallel add; the prefix is ignored");
            }
        }
    }

    @Test
    void twoBodiesInOneFileAreRefused() {
        try (PointerScope scope = new PointerScope();
                Parameters loaded = parameters(8)) {
            Map<String, Tensor> weights = body("question.");
            weights.putAll(body("answer."));
            Path file = write(weights);
            assertThatThrownBy(() -> Checkpoints.load(folder, loaded, NAMES))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + ": does not fit its config.json: it lacks body.dense.weight")
                    .hasMessageContaining("has the unknown question.dense.weight");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "table, 1, TABLE",
        "output, 1, OUTPUT",
        "table output, 1, TABLE",
        "table output, 2, BROKEN",
        "x, 1, TABLE"
    })
    void tiedWeightsMayBeStoredOnceTwiceOrApart(String stored, float output, Checkpoints.Tie tie) {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> weights = new LinkedHashMap<>();
            for (String name : stored.split(" ", -1)) {
                weights.put("module." + name, filled(name.equals("output") ? output : 1, 2, 3));
            }
            write(weights);
            assertThat(Checkpoints.tie(folder, NAMES, "body.table", "output", ScalarType.Float))
                    .isEqualTo(tie);
        }
    }

    @Test
    void aGrowingParameterKeepsItsFurtherRows() {
        try (PointerScope scope = new PointerScope();
                Parameters loaded = parameters(8)) {
            Map<String, Tensor> weights = new LinkedHashMap<>();
            weights.put("dense.weight", filled(1, 1, 3));
            weights.put("dense.bias", filled(1, 2));
            weights.put("LayerNorm.weight", filled(1, 2));
            weights.put("LayerNorm.bias", filled(1, 2));
            SafetensorsWriter.write(folder.resolve("model.safetensors"), weights, Map.of());
            float[] before = Tensors.floats(loaded.get("body.dense.weight").tensor());

            Checkpoints.load(folder, loaded, NAMES.allowingMoreRows("body.dense.weight", 1));

            assertThat(Tensors.floats(loaded.get("body.dense.weight").tensor()))
                    .containsExactly(1, 1, 1, before[3], before[4], before[5]);
            assertThatThrownBy(() -> Checkpoints.load(folder, loaded, NAMES.allowingMoreRows("body.dense.weight", 2)))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("dense.weight ([1, 3] instead of [2, 3])");
        }
    }

    @Test
    void aFolderWithoutWeightsSaysWhatToDo() throws IOException {
        try (Parameters loaded = parameters(8)) {
            assertThatThrownBy(() -> Checkpoints.load(folder, loaded, NAMES))
                    .hasMessage(folder + ": has no model.safetensors and no pytorch_model.bin; give a folder with"
                            + " config.json and model.safetensors");
            Path pickle = folder.resolve("pytorch_model.bin");
            Files.writeString(pickle, "");
            assertThatThrownBy(() -> Checkpoints.load(folder, loaded, NAMES))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(pickle + ": is damaged, cut off, or of the format before torch 1.6 (");
        }
    }

    @Test
    void anIndexCannotPointOutsideTheFolder() throws IOException {
        Path index = folder.resolve("model.safetensors.index.json");
        Files.writeString(index, "{\"weight_map\": {\"a\": \"../a.safetensors\"}}");
        try (Parameters loaded = parameters(8)) {
            assertThatThrownBy(() -> Checkpoints.load(folder, loaded, NAMES))
                    .hasMessage(
                            index + ": '../a.safetensors' is not the name of a safetensors file in the same folder");
        }
    }

    @Test
    void aConfigThatLacksAKeyOrHasAWrongValueSaysSo() throws IOException {
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .hasMessage(
                        folder + ": is not a model folder: it has no config.json; give a folder with config.json and"
                                + " model.safetensors");
        Path file = folder.resolve("config.json");
        Files.writeString(file, "{\"hidden_size\": \"big\", \"layers\": 0, \"p\": 1.5}");
        ModelConfig config = ModelFolder.open(folder).config();
        assertThatThrownBy(() -> config.text("model_type"))
                .hasMessage(file + ": lacks 'model_type', which must be a string");
        assertThatThrownBy(() -> config.integer("hidden_size", 1))
                .hasMessage(file + ": 'hidden_size' must be a whole number, it is \"big\"");
        assertThatThrownBy(() -> config.integer("layers", 1))
                .hasMessage(file + ": 'layers' must be at least 1, it is 0");
        assertThatThrownBy(() -> config.probability("p", 0)).hasMessage(file + ": 'p' must be less than 1, it is 1.5");
    }

    private Path write(Map<String, Tensor> weights) {
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(file, weights, Map.of());
        return file;
    }

    /** Returns all weights except those of the head. */
    private static Map<String, Tensor> body(String prefix) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        weights.put(prefix + "dense.weight", filled(0.5f, 2, 3));
        weights.put(prefix + "dense.bias", filled(1, 2));
        weights.put(prefix + "LayerNorm.weight", filled(1, 2));
        weights.put(prefix + "LayerNorm.bias", filled(1, 2));
        return weights;
    }

    private static Parameters parameters(long seed) {
        ParameterLayout layout = new ParameterLayout(0.1);
        layout.linear("body.dense", 3, 2);
        layout.layerNorm("body.LayerNorm", 2, 1e-5);
        layout.linear("head", 2, 2);
        Parameters parameters = layout.allocate(Device.CPU);
        parameters.initialise(new RandomStreams(seed));
        return parameters;
    }

    private static Tensor filled(float value, long... shape) {
        long elements = 1;
        for (long size : shape) {
            elements *= size;
        }
        float[] values = new float[(int) elements];
        java.util.Arrays.fill(values, value);
        return Tensors.of(values, Device.CPU, shape);
    }
}
