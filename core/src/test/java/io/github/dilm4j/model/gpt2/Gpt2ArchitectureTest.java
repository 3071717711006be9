package io.github.dilm4j.model.gpt2;

import static io.github.dilm4j.model.gpt2.TinyGpt2.expected;
import static io.github.dilm4j.model.gpt2.TinyGpt2.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.KeyValueCache;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.causal.CausalTransformer;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class Gpt2ArchitectureTest {
    private static final double ROUNDING = 3e-6; // relative to the largest value

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Pass.class,
            names = {"EXACT", "DERIVATIVE"})
    void logitsAgreeWithTransformers(Pass pass) {
        try (CausalTransformer model = TinyGpt2.model()) {
            float[] all = new float[0];
            for (int[] ids : TinyGpt2.ids()) {
                all = joined(all, logits(model, ids, pass));
            }
            assertThat(relativeError(all, expected("logits"))).isLessThan(ROUNDING);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Pass.class,
            names = {"EXACT", "DERIVATIVE"})
    void theGradientOfEveryParameterAgreesWithTransformers(Pass pass) {
        try (CausalTransformer model = TinyGpt2.model();
                PointerScope scope = new PointerScope()) {
            model.parameters().gradients();
            int targets =
                    TinyGpt2.ids().stream().mapToInt(ids -> ids.length - 1).sum();
            double loss = 0;
            for (int[] ids : TinyGpt2.ids()) {
                PackedBatch read = PackedBatch.of(new int[][] {Arrays.copyOf(ids, ids.length - 1)}, Device.CPU);
                Tensor next = Tensors.of(Arrays.copyOfRange(ids, 1, ids.length), Device.CPU, ids.length - 1);
                Tensor logits = model.logits(model.hiddenStates(read, pass)); // [length - 1, vocabulary]
                Tensor share = torch.cross_entropy_loss(logits, next, new TensorOptional(), 2, -100, 0)
                        .div(new Scalar((double) targets)); // 2 selects the sum
                loss += share.item_double();
                share.backward();
            }
            assertThat(relativeError(new float[] {(float) loss}, expected("loss")))
                    .isLessThan(ROUNDING);
            assertThat(model.parameters().all()).hasSize(2 + 3 * 12 + 2);
            for (Parameter parameter : model.parameters().all()) {
                float[] gradient = Tensors.floats(model.parameters().gradient(parameter.name()));
                assertThat(relativeError(gradient, expected("gradient." + parameter.name())))
                        .as(parameter.name())
                        .isLessThan(10 * ROUNDING);
            }
        }
    }

    @Test
    void logitsIgnoreWhatFollowsAndWhatPads() {
        try (CausalTransformer model = TinyGpt2.model()) {
            int[] ids = TinyGpt2.ids().get(2);
            float[] whole = logits(model, ids, Pass.EXACT);
            for (int seen = 1; seen < ids.length; seen++) {
                int[] other = ids.clone();
                for (int i = seen; i < ids.length; i++) {
                    other[i] = (ids[i] + 5) % TinyGpt2.VOCABULARY;
                }
                float[] changed = logits(model, other, Pass.EXACT);
                int same = seen * TinyGpt2.VOCABULARY;
                assertThat(Arrays.copyOf(changed, same)).isEqualTo(Arrays.copyOf(whole, same));
                assertThat(relativeError(changed, whole)).isGreaterThan(1e-3);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void decodingWithACacheEqualsReadingTheWholeSequence(long seed) {
        var random = new RandomStreams(seed).stream("sequences");
        try (CausalTransformer model = TinyGpt2.model();
                KeyValueCache cache = model.cache(3, 13);
                NoGradGuard noGrad = new NoGradGuard()) {
            List<List<Integer>> rows = new ArrayList<>();
            for (int row = 0; row < 3; row++) {
                rows.add(new ArrayList<>());
            }
            for (int step = 0; step < 25; step++) {
                for (int row = 0; row < rows.size(); row++) { // rows restart at different times
                    if (rows.get(row).size() == 13 || random.nextInt(6) == 0) {
                        rows.get(row).clear();
                        cache.restart(row);
                    }
                }
                if (step == 15) { // one row leaves
                    rows = new ArrayList<>(List.of(rows.get(2), rows.get(0)));
                    cache.keepRows(new int[] {2, 0});
                }
                int[] next = new int[rows.size()];
                for (int row = 0; row < next.length; row++) {
                    next[row] = random.nextInt(TinyGpt2.VOCABULARY);
                    rows.get(row).add(next[row]);
                }
                try (PointerScope scope = new PointerScope()) {
                    float[] logits = Tensors.floats(
                            model.logits(model.decode(Tensors.of(next, Device.CPU, next.length), cache)));
                    for (int row = 0; row < next.length; row++) {
                        assertThat(cache.length(row)).isEqualTo(rows.get(row).size());
                        int[] ids = rows.get(row).stream()
                                .mapToInt(Integer::intValue)
                                .toArray();
                        float[] whole = logits(model, ids, Pass.EXACT);
                        float[] last = Arrays.copyOfRange(whole, whole.length - TinyGpt2.VOCABULARY, whole.length);
                        float[] decoded =
                                Arrays.copyOfRange(logits, row * TinyGpt2.VOCABULARY, (row + 1) * TinyGpt2.VOCABULARY);
                        assertThat(relativeError(decoded, last)).isLessThan(ROUNDING);
                    }
                }
            }
        }
    }

    @Test
    void aCacheThatHasToGrowKeepsWhatItHolds() {
        Gpt2Config config = Gpt2Config.of(11, new ModelShape(6, 2, 2, 8, 100), 0);
        int[] ids = new int[90];
        Arrays.setAll(ids, i -> i * i % 11);
        try (CausalTransformer model = Gpt2Architecture.create(config, 3, Device.CPU);
                KeyValueCache cache = model.cache(2, 90);
                NoGradGuard noGrad = new NoGradGuard();
                PointerScope scope = new PointerScope()) {
            Tensor whole = model.hiddenStates(PackedBatch.of(new int[][] {ids}, Device.CPU), Pass.EXACT);
            for (int i = 0; i < ids.length; i++) {
                float[] decoded = Tensors.floats(model.decode(Tensors.of(new int[] {ids[i], 5}, Device.CPU, 2), cache)
                        .select(0, 0));
                assertThat(relativeError(decoded, Tensors.floats(whole.select(0, i))))
                        .as("token %s", i)
                        .isLessThan(ROUNDING);
            }
            assertThatThrownBy(() -> model.decode(Tensors.of(new int[] {1, 2}, Device.CPU, 2), cache))
                    .hasMessage("a row is longer than the cache's 90 tokens");
        }
    }

    @Test
    void aSavedFolderLoadsWithTheSameLogits() {
        try (CausalTransformer model = TinyGpt2.model()) {
            model.save(folder);
            try (CausalTransformer again = TinyGpt2.load(folder, 0)) {
                int[] ids = TinyGpt2.ids().get(2);
                assertThat(logits(again, ids, Pass.EXACT)).isEqualTo(logits(model, ids, Pass.EXACT));
            }
        }
    }

    @Test
    void furtherTokensStartAsTheEndToken() {
        try (CausalTransformer model = TinyGpt2.model();
                CausalTransformer larger = TinyGpt2.load(TinyGpt2.FOLDER, 42);
                PointerScope scope = new PointerScope()) {
            assertThat(larger.vocabularySize()).isEqualTo(42);
            float[][] before = Tensors.rows(
                    model.parameters().get("transformer.wte.weight").tensor());
            float[][] after = Tensors.rows(
                    larger.parameters().get("transformer.wte.weight").tensor());
            assertThat(Arrays.copyOf(after, 39)).isDeepEqualTo(before);
            assertThat(after[39]).isEqualTo(before[36]);
            assertThat(after[40]).isEqualTo(before[36]);
            assertThat(after[41]).isEqualTo(before[36]);
        }
    }

    @Test
    void newWeightsAreSpreadAsGpt2Asks() {
        Gpt2Config config = Gpt2Config.of(300, new ModelShape(64, 8, 4, 256, 32), 0);
        try (CausalTransformer model = Gpt2Architecture.create(config, 1, Device.CPU)) {
            assertThat(deviation(model, "transformer.wte.weight")).isBetween(0.0194, 0.0206);
            assertThat(deviation(model, "transformer.h.5.mlp.c_fc.weight")).isBetween(0.0194, 0.0206);
            assertThat(deviation(model, "transformer.h.5.attn.c_proj.weight")).isBetween(0.0048, 0.0052); // 0.02 / √16
            assertThat(deviation(model, "transformer.h.5.mlp.c_proj.weight")).isBetween(0.0048, 0.0052);
            assertThat(deviation(model, "transformer.h.5.mlp.c_fc.bias")).isZero();
        }
    }

    @Test
    void dropoutComesFromItsSeedAlone() {
        try (CausalTransformer model = TinyGpt2.model()) {
            int[] ids = TinyGpt2.ids().get(2);
            float[] first = seeded(model, ids, 7);
            assertThat(seeded(model, ids, 7)).isEqualTo(first);
            assertThat(seeded(model, ids, 8)).isNotEqualTo(first);
        }
    }

    @Test
    void impossibleConfigsAreRefusedByName() throws IOException {
        assertThatThrownBy(() -> load("\"n_head\": 3", "\"n_head\": 4"))
                .hasMessage(folder.resolve("config.json")
                        + ": hidden size 15 is not a multiple of the 4 attention heads; choose sizes that divide");
        assertThatThrownBy(() -> load("\"eos_token_id\": 36", "\"eos_token_id\": 39"))
                .hasMessage(folder.resolve("config.json")
                        + ": the end token's id 39 is not below the vocabulary size 39; does the config belong to this"
                        + " tokenizer?");
        assertThatThrownBy(() -> load("\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false"))
                .hasMessage(folder.resolve("model.safetensors") + ": does not fit its config.json: it lacks"
                        + " lm_head.weight; use the config.json and the weights of the same model");
    }

    @Test
    void sequencesLongerThanThePositionsAreRefused() {
        try (CausalTransformer model = TinyGpt2.model();
                PointerScope scope = new PointerScope()) {
            assertThatThrownBy(() ->
                            model.hiddenStates(PackedBatch.of(new int[][] {new int[14]}, Device.CPU), Pass.EXACT))
                    .hasMessage("a sequence has 14 tokens, this GPT-2 reads at most 13");
            assertThatThrownBy(() -> model.cache(1, 14))
                    .hasMessage("texts of 14 tokens are asked for, this GPT-2 reads at most 13");
        }
    }

    private void load(String key, String changed) throws IOException {
        Files.copy(
                TinyGpt2.FOLDER.resolve("model.safetensors"),
                folder.resolve("model.safetensors"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        String config = Files.readString(TinyGpt2.FOLDER.resolve("config.json"));
        assertThat(config).contains(key);
        Files.writeString(folder.resolve("config.json"), config.replace(key, changed));
        TinyGpt2.load(folder, 0).close();
    }

    private static float[] seeded(CausalTransformer model, int[] ids, long seed) {
        io.github.dilm4j.nn.Dropout.seed(seed, 0);
        return logits(model, ids, Pass.TRAINING);
    }

    private static double deviation(CausalTransformer model, String name) {
        try (PointerScope scope = new PointerScope()) {
            return model.parameters()
                    .get(name)
                    .tensor()
                    .pow(new Scalar(2.0))
                    .mean()
                    .sqrt()
                    .item_double();
        }
    }

    /** Returns the logits [length · vocabulary]. */
    private static float[] logits(CausalTransformer model, int[] ids, Pass pass) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return Tensors.floats(
                    model.logits(model.hiddenStates(PackedBatch.of(new int[][] {ids}, Device.CPU), pass)));
        }
    }

    private static float[] joined(float[] a, float[] b) {
        float[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
