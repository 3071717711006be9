package io.github.dilm4j.generator;

import io.github.dilm4j.tensor.SafetensorsWriter;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A copy of a generator's weights, in native memory. */
public final class GeneratorWeights implements AutoCloseable {
    static final String NAME = "weights";

    private final Tensor values; // [elements]

    /** @param values closed by this */
    GeneratorWeights(Tensor values) {
        this.values = values;
    }

    /** [elements], laid out as the generator's parameters. */
    Tensor values() {
        return values;
    }

    /** Writes a file for {@link Generator#readWeights}. */
    public void save(Path file) {
        SafetensorsWriter.write(file, Map.of(NAME, values), Map.of());
    }

    @Override
    public void close() {
        values.close();
    }
}
