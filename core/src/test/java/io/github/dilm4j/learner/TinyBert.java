package io.github.dilm4j.learner;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The fixtures that core/src/test/python/bert_fixtures.py wrote. */
final class TinyBert {
    static final Path FOLDER = Path.of("src", "test", "resources", "bert");
    static final int LABELS = 3;

    private TinyBert() {}

    static TransformerLearner learner(TransformerLearner.Settings settings) {
        return new TransformerLearner(Classifiers.load(FOLDER, LABELS, Device.CPU), settings);
    }

    static TokenBatch batch() {
        JsonNode inputs = Json.read(FOLDER.resolve("inputs.json"), JsonNode.class);
        List<TokenSequence> sequences = new ArrayList<>();
        for (int i = 0; i < inputs.get("ids").size(); i++) {
            sequences.add(new TokenSequence(
                    ints(inputs.get("ids").get(i)), ints(inputs.get("types").get(i))));
        }
        return new TokenBatch(sequences, ints(inputs.get("labels")));
    }

    static float[] expected(Path folder, String name) {
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("expected.safetensors"));
                PointerScope scope = new PointerScope()) {
            long[] shape =
                    file.entry(name).shape().stream().mapToLong(Long::longValue).toArray();
            Tensor tensor = Tensors.zeros(ScalarType.Float, Device.CPU, shape);
            file.copyInto(name, tensor);
            return Tensors.floats(tensor);
        }
    }

    static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
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

    static float[] flat(float[][] rows) {
        float[] flat = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[i].length);
        }
        return flat;
    }
}
