package io.github.dilm4j.generator;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tensor.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A model folder that scripts/parity/causal_fixtures.py wrote. */
record TinyCausal(Path folder) {
    static final int VOCABULARY = 37;
    static final int LONGEST = 48;
    private static final String GRADIENT = "gradient.";

    static TinyCausal of(String name) {
        return new TinyCausal(Path.of("src", "test", "resources", name));
    }

    CausalModel model() {
        return CausalModels.load(folder, 0, Device.CPU);
    }

    /** Returns unpadded rows of token ids: {@code ids}, {@code prompts} or {@code continuations}. */
    int[][] rows(String key) {
        JsonNode rows = Json.read(folder.resolve("inputs.json"), JsonNode.class).get(key);
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> {
                    int[] ids = new int[row.size()];
                    Arrays.setAll(ids, i -> row.get(i).asInt());
                    return ids;
                })
                .toArray(int[][]::new);
    }

    PackedBatch batch() {
        return PackedBatch.of(rows("ids"), Device.CPU);
    }

    float[] expected(String name) {
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("expected.safetensors"));
                PointerScope scope = new PointerScope()) {
            long[] shape =
                    file.entry(name).shape().stream().mapToLong(Long::longValue).toArray();
            Tensor tensor = Tensors.zeros(ScalarType.Float, Device.CPU, shape);
            file.copyInto(name, tensor);
            return Tensors.floats(tensor);
        }
    }

    /** Returns the names of the parameters with an expected gradient. */
    Set<String> parametersWithGradients() {
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("expected.safetensors"))) {
            return file.names().stream()
                    .filter(name -> name.startsWith(GRADIENT))
                    .map(name -> name.substring(GRADIENT.length()))
                    .collect(Collectors.toSet());
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
            double difference = Math.abs((double) actual[i] - expected[i]);
            error = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(error, difference);
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        return error / Math.max(scale, Float.MIN_NORMAL);
    }
}
