package io.github.dilm4j.model.gpt2;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.causal.CausalTransformer;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The fixture that core/src/test/python/gpt2_fixtures.py wrote. */
final class TinyGpt2 {
    static final Path FOLDER = Path.of("src", "test", "resources", "gpt2");
    static final int VOCABULARY = 39;

    private TinyGpt2() {}

    static CausalTransformer model() {
        return load(FOLDER, 0);
    }

    static CausalTransformer load(Path folder, int vocabularySize) {
        ModelFolder opened = ModelFolder.open(folder);
        return CausalTransformer.load(
                Gpt2Architecture.of(opened), opened, vocabularySize, OptionalInt.empty(), Device.CPU, ScalarType.Float);
    }

    /** Returns the unpadded token ids of every row. */
    static List<int[]> ids() {
        List<int[]> rows = new ArrayList<>();
        for (JsonNode row :
                Json.read(FOLDER.resolve("inputs.json"), JsonNode.class).get("ids")) {
            int[] ids = new int[row.size()];
            Arrays.setAll(ids, i -> row.get(i).asInt());
            rows.add(ids);
        }
        return rows;
    }

    static float[] expected(String name) {
        try (SafetensorsFile file = SafetensorsFile.open(FOLDER.resolve("expected.safetensors"));
                PointerScope scope = new PointerScope()) {
            long[] shape =
                    file.entry(name).shape().stream().mapToLong(Long::longValue).toArray();
            Tensor tensor = Tensors.zeros(ScalarType.Float, Device.CPU, shape);
            file.copyInto(name, tensor);
            return Tensors.floats(tensor);
        }
    }

    /** Returns max |a − b| / max |b|. */
    static double relativeError(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            throw new AssertionError(actual.length + " values, expected " + expected.length);
        }
        double error = 0;
        double scale = 0;
        for (int i = 0; i < actual.length; i++) {
            error = Math.max(error, Math.abs((double) actual[i] - expected[i]));
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error / Math.max(scale, Float.MIN_NORMAL);
    }
}
