package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.learner.Classifiers;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsWriter;
import io.github.dilm4j.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that models of published sizes have the same number of parameters as in transformers
 * (scripts/parity/published_sizes.py). The test allocates no models: it loads folders without their weights, and the
 * error message contains the number.
 */
class PublishedSizesTest {
    private static final JsonNode PUBLISHED =
            Json.read(Path.of("src", "test", "resources", "published.json"), JsonNode.class);

    @TempDir
    private Path folder;

    static Stream<String> models() {
        Iterable<String> names = PUBLISHED::fieldNames;
        return StreamSupport.stream(names.spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("models")
    void theNumberOfParametersIsThatOfTransformers(String name) throws IOException {
        JsonNode model = PUBLISHED.get(name);
        Files.writeString(folder.resolve("config.json"), Json.pretty(model.get("config")));
        Path weights = folder.resolve("model.safetensors");
        try (PointerScope scope = new PointerScope()) {
            SafetensorsWriter.write(weights, Map.of("one", Tensors.of(new float[] {1}, Device.CPU, 1)), Map.of());
        }
        assertThatThrownBy(() -> load(model.get("classifies").asBoolean()))
                .isInstanceOf(InputException.class)
                .hasMessage(String.format(
                        Locale.ROOT,
                        "%s: holds 1 numbers, but the model of the config.json has %,d; use the config.json and the weights of the same model",
                        weights,
                        model.get("parameters").asLong()));
    }

    private void load(boolean classifies) {
        if (classifies) {
            Classifiers.load(folder, 2, Device.CPU).close();
        } else {
            CausalModels.load(folder, 0, Device.CPU).close();
        }
    }
}
