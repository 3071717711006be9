package io.github.dilm4j.generator;

import static io.github.dilm4j.generator.TinyCausal.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.Precision;
import io.github.dilm4j.base.WeightType;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.KeyValueCache;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.SharedPrefix;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.tensor.Autocast;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CausalParityTest {
    private static final int NONE = -100; // a target that the loss ignores
    private static final int MOST_KEPT = 90; // tensors of a pass; two layers make more
    private static final double TOLERANCE = 1e-5; // relative to the largest value

    @TempDir
    Path scratch;

    static Stream<String> architectures() {
        return Stream.of(
                "llama",
                "llama3",
                "llama-linear",
                "llama-yarn",
                "llama-dynamic",
                "mistral",
                "mistral-window",
                "qwen2",
                "qwen2-yarn",
                "qwen3",
                "gemma",
                "gemma2",
                "gemma3",
                "gpt2-odd",
                "gpt_neox",
                "gpt_neox-serial",
                "opt",
                "opt-350m");
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void statesAndLogitsAgreeWithTransformers(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        for (Pass pass : new Pass[] {Pass.EXACT, Pass.DERIVATIVE}) {
            try (CausalModel model = tiny.model();
                    PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor hidden = model.hiddenStates(tiny.batch(), pass);
                assertThat(relativeError(Tensors.floats(hidden), tiny.expected("hidden")))
                        .isLessThan(TOLERANCE);
                assertThat(relativeError(Tensors.floats(model.logits(hidden)), tiny.expected("logits")))
                        .isLessThan(TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void aPassKeepsNoTensorsOfItsLayers(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        try (CausalModel model = tiny.model();
                PointerScope scope = new PointerScope()) {
            PackedBatch batch = tiny.batch();
            long before = Pointer.totalCount();
            model.hiddenStates(batch, Pass.EXACT);
            assertThat(Pointer.totalCount() - before).isLessThan(MOST_KEPT);
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void bfloat16StaysNear(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        try (CausalModel model = tiny.model();
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor logits = Autocast.compute(
                    Precision.BFLOAT16, Device.CPU, () -> model.logits(model.hiddenStates(tiny.batch(), Pass.EXACT)));
            assertThat(relativeDistance(Tensors.floats(logits), tiny.expected("logits")))
                    .isBetween(1e-5, 2e-2);
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void weightsInBfloat16AreReadAsTheyAre(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        try (CausalModel exact = tiny.model();
                CausalModel model =
                        CausalModels.load(tiny.folder(), 0, OptionalInt.empty(), Device.CPU, WeightType.BFLOAT16);
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor values = model.parameters().values();
            assertThat(values.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
            assertThat(Tensors.floats(values.to(ScalarType.Float)))
                    .isEqualTo(Tensors.floats(
                            exact.parameters().values().to(ScalarType.BFloat16).to(ScalarType.Float)));
            int[] ids = tiny.rows("ids")[2];
            List<int[]> candidates = List.of(new int[] {3}, new int[] {9}, new int[] {27});
            CausalNextTokens rough = new CausalNextTokens(model);
            CausalNextTokens fine = new CausalNextTokens(exact);
            int[] prefix = Arrays.copyOf(ids, 19);
            List<int[]> rest = List.of(Arrays.copyOfRange(ids, 19, ids.length), new int[] {5});
            float[][] logits = rough.logLikelihoods(prefix, rest, candidates);
            float[][] expected = fine.logLikelihoods(prefix, rest, candidates);
            for (int row = 0; row < rest.size(); row++) {
                assertThat(relativeDistance(logits[row], expected[row])).isBetween(1e-5, 5e-2);
            }
            decoding(model, tiny.rows("prompts"), 3);
            assertThatThrownBy(() -> model.parameters().gradients())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("weights in BFloat16 are for reading; load them as float32 to train them");
        }
    }

    @Test
    void theTypeOfTheFilesIsKept() throws IOException {
        Path folder = changed("gemma", "\"dtype\": \"float32\"", "\"torch_dtype\": \"float16\"");
        try (CausalModel model = CausalModels.load(folder, 0, OptionalInt.empty(), Device.CPU, WeightType.KEPT)) {
            assertThat(model.parameters().values().scalar_type().intern()).isEqualTo(ScalarType.Half);
            decoding(model, TinyCausal.of("gemma").rows("prompts"), 3);
        }
        try (CausalModel model = CausalModels.load(
                TinyCausal.of("gemma").folder(), 0, OptionalInt.empty(), Device.CPU, WeightType.KEPT)) {
            assertThat(model.parameters().values().scalar_type().intern()).isEqualTo(ScalarType.Float);
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void theLossAndTheGradientOfEveryParameterAgreeWithTransformers(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        try (CausalModel model = tiny.model();
                PointerScope scope = new PointerScope()) {
            model.parameters().gradients();
            // the next token of every token; the last token of a row has none
            int[] next = Arrays.stream(tiny.rows("ids"))
                    .flatMapToInt(row -> IntStream.range(1, row.length + 1).map(i -> i < row.length ? row[i] : NONE))
                    .toArray();
            Tensor loss = torch.cross_entropy_loss(
                    model.logits(model.hiddenStates(tiny.batch(), Pass.EXACT)),
                    Tensors.of(next, Device.CPU, next.length),
                    new TensorOptional(),
                    1, // 1 selects the mean
                    NONE,
                    0);
            loss.backward();
            assertThat(relativeError(new float[] {(float) loss.item_double()}, tiny.expected("loss")))
                    .isLessThan(TOLERANCE);
            assertThat(model.parameters().all())
                    .extracting(Parameter::name)
                    .containsExactlyInAnyOrderElementsOf(tiny.parametersWithGradients());
            for (Parameter parameter : model.parameters().all()) {
                float[] gradient = Tensors.floats(model.parameters().gradient(parameter.name()));
                float[] expected = tiny.expected("gradient." + parameter.name());
                if (!parameter.name().endsWith("k_proj.bias")) {
                    assertThat(relativeError(gradient, expected))
                            .as(parameter.name())
                            .isLessThan(TOLERANCE);
                    continue;
                }
                // may be 0 up to rounding, since the bias shifts all scores of a query equally
                for (int i = 0; i < gradient.length; i++) {
                    assertThat(gradient[i]).as(parameter.name()).isCloseTo(expected[i], within(expected));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void greedyContinuationsAgreeWithTransformersWithTheCacheAndWithout(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        int[][] prompts = tiny.rows("prompts");
        int[][] expected = tiny.rows("continuations");
        try (CausalModel model = tiny.model();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (int row = 0; row < prompts.length; row++) {
                assertThat(reading(model, prompts[row], expected[row].length)).containsExactly(expected[row]);
            }
            assertThat(decoding(model, prompts, expected[0].length)).isDeepEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void whatFollowsAPrefixEqualsTheWhole(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        int[] ids = tiny.rows("ids")[2];
        try (CausalModel model = tiny.model();
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard();
                SharedPrefix prefix = model.prefix(Tensors.of(Arrays.copyOf(ids, 19), Device.CPU, 1, 19))) {
            int rest = ids.length - 19;
            int[] suffix = Arrays.copyOfRange(ids, 19, ids.length);
            int[][] rows = {Arrays.copyOf(suffix, rest - 2), suffix};
            Tensor after = model.hiddenStatesAfter(prefix, PackedBatch.of(rows, Device.CPU));
            Tensor whole = model.hiddenStates(PackedBatch.of(new int[][] {ids}, Device.CPU), Pass.EXACT);
            float[] shorter = Tensors.floats(whole.narrow(0, 19, rest - 2));
            assertThat(relativeError(Tensors.floats(after.narrow(0, 0, rest - 2)), shorter))
                    .isLessThan(TOLERANCE);
            assertThat(relativeError(
                            Tensors.floats(after.narrow(0, rest - 2, rest)), Tensors.floats(whole.narrow(0, 19, rest))))
                    .isLessThan(TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void rowsOfACacheThatBeginWithAPrefixGoOnAsTheWhole(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        int[] ids = tiny.rows("ids")[2];
        int length = 33; // more than a cache has room for at first
        try (CausalModel model = tiny.model();
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard();
                SharedPrefix prefix = model.prefix(Tensors.of(Arrays.copyOf(ids, length), Device.CPU, 1, length));
                KeyValueCache cache = model.cache(3, TinyCausal.LONGEST)) {
            Tensor whole = model.hiddenStates(PackedBatch.of(new int[][] {ids}, Device.CPU), Pass.EXACT);
            cache.restart(new int[] {2, 0}, prefix);
            for (int read = length; read < ids.length; read++) {
                if (read == length + 2) {
                    cache.restart(new int[] {2}, prefix); // row 2 begins again
                }
                int ofRow2 = read < length + 2 ? read : read - 2;
                Tensor next = Tensors.of(new int[] {ids[read], ids[read - length], ids[ofRow2]}, Device.CPU, 3);
                Tensor expected = torch.cat(
                        new TensorVector(
                                whole.narrow(0, read, 1),
                                whole.narrow(0, read - length, 1),
                                whole.narrow(0, ofRow2, 1)),
                        0); // [3, hidden]
                assertThat(relativeError(Tensors.floats(model.decode(next, cache)), Tensors.floats(expected)))
                        .isLessThan(TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void aSavedFolderLoadsWithTheSameBitsAndIsKeptForTheRoundTrip(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        Path saved = Path.of("target", "round-trip-causal", name);
        try (CausalModel model = tiny.model();
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            model.save(saved);
            try (CausalModel again = CausalModels.load(saved, 0, Device.CPU)) {
                assertThat(Tensors.floats(again.parameters().values()))
                        .isEqualTo(Tensors.floats(model.parameters().values()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void furtherTokensStartAsTheEndTokenAndSurviveSaving(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        int grown = TinyCausal.VOCABULARY + 3;
        Path saved = Path.of("target", "round-trip-causal", name + "+3");
        try (CausalModel model = CausalModels.load(tiny.folder(), grown, Device.CPU);
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            assertThat(model.vocabularySize()).isEqualTo(grown);
            float[][] vectors = Tensors.rows(model.tokenVectors());
            assertThat(vectors[grown - 1]).isEqualTo(vectors[2]);
            int[] ids = tiny.rows("ids")[0];
            Tensor hidden = model.hiddenStates(PackedBatch.of(new int[][] {ids}, Device.CPU), Pass.EXACT);
            float[][] logits = Tensors.rows(model.logits(hidden));
            assertThat(logits[3][grown - 1]).isEqualTo(logits[3][2]);
            model.save(saved);
            try (CausalModel again = CausalModels.load(saved, 0, Device.CPU)) {
                assertThat(again.vocabularySize()).isEqualTo(grown);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void aTokenBecomesACopyOfAnother(String name) {
        TinyCausal tiny = TinyCausal.of(name);
        try (CausalModel model = tiny.model();
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            model.copyToken(5, new int[] {7, 30});
            float[][] vectors = Tensors.rows(model.tokenVectors());
            assertThat(vectors[7]).isEqualTo(vectors[5]);
            Tensor hidden = model.hiddenStates(PackedBatch.of(tiny.rows("ids"), Device.CPU), Pass.EXACT);
            float[][] logits = Tensors.rows(model.logits(hidden));
            assertThat(logits[3][30]).isEqualTo(logits[3][5]);
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void longerSequencesAreRefused(String name) {
        try (CausalModel model = TinyCausal.of(name).model();
                PointerScope scope = new PointerScope()) {
            int over = TinyCausal.LONGEST + 1;
            assertThatThrownBy(() ->
                            model.hiddenStates(PackedBatch.of(new int[][] {new int[over]}, Device.CPU), Pass.EXACT))
                    .hasMessageMatching("a sequence has 49 tokens, this \\S+ reads at most 48");
            assertThatThrownBy(() -> model.cache(1, over))
                    .hasMessageMatching("texts of 49 tokens are asked for, this \\S+ reads at most 48");
        }
    }

    @Test
    void configsOfOlderReleasesTellTheSame() throws IOException {
        String gemma = """
                {"rope_theta": 1e6, "rope_local_base_freq": 1e4, "rope_scaling": {"rope_type": "linear", "factor": 8.0},
                 "sliding_window_pattern": 2}""";
        String yarn = """
                {"rope_theta": 1e4, "rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 12,
                 "beta_fast": 4.0, "beta_slow": 0.5, "truncate": false, "mscale": 1.0, "mscale_all_dim": 0.5}}""";
        String qwen = """
                {"rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 12}}""";
        assertThat(logitsOf(older("gemma3", gemma))).isEqualTo(logitsOf(TinyCausal.of("gemma3")));
        assertThat(logitsOf(older("gemma2", "{}"))).isEqualTo(logitsOf(TinyCausal.of("gemma2")));
        assertThat(logitsOf(older("llama-yarn", yarn))).isEqualTo(logitsOf(TinyCausal.of("llama-yarn")));
        assertThat(logitsOf(older("qwen2-yarn", qwen))).isEqualTo(logitsOf(TinyCausal.of("qwen2-yarn")));
    }

    @Test
    void twoDifferentRotaryEmbeddingsAreRefused() throws IOException {
        String both = """
                {"rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"},
                 "rope_scaling": {"type": "linear", "factor": 4.0}}""";
        assertThatThrownBy(() -> logitsOf(older("llama-yarn", both)))
                .hasMessageEndingWith(
                        "config.json: 'rope_parameters' and 'rope_scaling' describe different rotary embeddings"
                                + " ('rope_type': \"default\" and \"linear\"); keep one of them");
        String once = """
                {"rope_parameters": {"rope_theta": 10000.0, "rope_type": "linear", "factor": 4.0}}""";
        String twice = once.replace("}}", "}, \"rope_scaling\": {\"type\": \"linear\", \"factor\": 4}}");
        assertThat(logitsOf(older("llama-yarn", twice))).isEqualTo(logitsOf(older("llama-yarn", once)));
    }

    @Test
    void kindsOfLayersThatAreNotKnownAreRefused() throws IOException {
        assertThatThrownBy(() -> logitsOf(older("gemma2", "{\"layer_types\": [\"full_attention\"]}")))
                .hasMessageEndingWith("config.json: 'layer_types' must be a list of 2, one for each layer, it is"
                        + " [\"full_attention\"]");
        assertThatThrownBy(() -> logitsOf(older("gemma2", "{\"layer_types\": [\"full_attention\", \"chunked\"]}")))
                .hasMessageEndingWith("config.json: 'layer_types' holds \"chunked\", which is not one of"
                        + " [full_attention, sliding_attention]; use a model of these");
    }

    @Test
    void scalingsThatAreNotKnownAreRefused() throws IOException {
        Path folder = changed("llama3", "\"rope_type\": \"llama3\"", "\"rope_type\": \"longrope\"");
        assertThatThrownBy(() -> CausalModels.load(folder, 0, Device.CPU))
                .hasMessage(
                        folder.resolve("config.json") + ": the rotary scaling 'longrope' of 'rope_parameters' is not"
                                + " one of [default, dynamic, linear, llama3, yarn]; use a model without it");
    }

    /**
     * Returns the model with a config in the older format, in which {@code keys} replace the keys of newer releases.
     */
    private TinyCausal older(String name, String keys) throws IOException {
        TinyCausal tiny = TinyCausal.of(name);
        Path folder = Files.createTempDirectory(scratch, name);
        ObjectNode config = (ObjectNode) Json.read(tiny.folder().resolve("config.json"), JsonNode.class);
        config.remove(List.of("rope_parameters", "layer_types"));
        config.setAll((ObjectNode) Json.STRICT.readTree(keys));
        AtomicFiles.writeString(folder.resolve("config.json"), Json.pretty(config));
        Files.copy(tiny.folder().resolve("model.safetensors"), folder.resolve("model.safetensors"));
        Files.copy(tiny.folder().resolve("inputs.json"), folder.resolve("inputs.json"));
        return new TinyCausal(folder);
    }

    private static float[] logitsOf(TinyCausal tiny) {
        try (CausalModel model = tiny.model();
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return Tensors.floats(model.logits(model.hiddenStates(tiny.batch(), Pass.EXACT)));
        }
    }

    /** Returns ‖a − b‖ / ‖b‖. */
    private static double relativeDistance(float[] actual, float[] expected) {
        double distance = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            distance += Math.pow(actual[i] - expected[i], 2);
            length += Math.pow(expected[i], 2);
        }
        return Math.sqrt(distance / length);
    }

    private Path changed(String name, String old, String by) throws IOException {
        Path made = TinyCausal.of(name).folder();
        String config = Files.readString(made.resolve("config.json"));
        assertThat(config).contains(old);
        AtomicFiles.writeString(scratch.resolve("config.json"), config.replace(old, by));
        Files.copy(made.resolve("model.safetensors"), scratch.resolve("model.safetensors"));
        return scratch;
    }

    private static org.assertj.core.data.Offset<Float> within(float[] expected) {
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        return org.assertj.core.data.Offset.offset((float) TOLERANCE * Math.max(largest, 0.1f));
    }

    /** Continues by reading the whole text again for every token. */
    private static int[] reading(CausalModel model, int[] prompt, int count) {
        int[] ids = prompt.clone();
        for (int i = 0; i < count; i++) {
            try (PointerScope scope = new PointerScope()) {
                Tensor hidden = model.hiddenStates(PackedBatch.of(new int[][] {ids}, Device.CPU), Pass.EXACT);
                float[] logits = Tensors.floats(model.logits(hidden.narrow(0, ids.length - 1, 1)));
                ids = Arrays.copyOf(ids, ids.length + 1);
                ids[ids.length - 1] = largest(logits);
            }
        }
        return Arrays.copyOfRange(ids, prompt.length, ids.length);
    }

    /** Continues all prompts in one batch, token by token. */
    private static int[][] decoding(CausalModel model, int[][] prompts, int count) {
        int[][] texts = new int[prompts.length][];
        int steps = 0;
        for (int row = 0; row < texts.length; row++) {
            texts[row] = Arrays.copyOf(prompts[row], prompts[row].length + count);
            steps = Math.max(steps, texts[row].length);
        }
        try (KeyValueCache cache = model.cache(texts.length, TinyCausal.LONGEST)) {
            for (int at = 0; at < steps - 1; at++) {
                int[] next = new int[texts.length];
                for (int row = 0; row < texts.length; row++) {
                    next[row] = at < texts[row].length ? texts[row][at] : 0;
                }
                try (PointerScope scope = new PointerScope()) {
                    Tensor hidden = model.decode(Tensors.of(next, Device.CPU, next.length), cache);
                    float[][] logits = Tensors.rows(model.logits(hidden).to(ScalarType.Float));
                    for (int row = 0; row < texts.length; row++) {
                        if (at + 1 >= prompts[row].length && at + 1 < texts[row].length) {
                            texts[row][at + 1] = largest(logits[row]);
                        }
                    }
                }
            }
        }
        int[][] continuations = new int[texts.length][];
        for (int row = 0; row < texts.length; row++) {
            continuations[row] = Arrays.copyOfRange(texts[row], prompts[row].length, texts[row].length);
        }
        return continuations;
    }

    private static int largest(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
