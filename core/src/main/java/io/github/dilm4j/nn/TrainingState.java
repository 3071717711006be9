package io.github.dilm4j.nn;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tensor.SafetensorsWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Weights and optimizer of a training as one safetensors file, from which it resumes exactly. */
public final class TrainingState {
    private static final String WEIGHTS = "weights";

    private TrainingState() {}

    /**
     * Writes weights and optimizer.
     *
     * @throws io.github.dilm4j.base.NotFiniteException if a weight is NaN or infinite, so training cannot continue
     * @throws java.io.UncheckedIOException if the file cannot be written; an older file stays unchanged
     */
    public static void save(Path file, Parameters parameters, Optimizer optimizer) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            double largest = parameters.values().abs().max().item_double(); // NaN if one is
            if (!Double.isFinite(largest)) {
                throw new NotFiniteException("largest weight", largest);
            }
        }
        SafetensorsWriter.write(file, tensors(parameters, optimizer), Map.of());
    }

    /**
     * Reads a saved state into the live tensors.
     *
     * @throws InputException if the file is missing, damaged, or of another model or optimizer
     */
    public static void load(Path file, Parameters parameters, Optimizer optimizer) {
        read(file, tensors(parameters, optimizer));
    }

    /**
     * Reads some of the tensors that a file holds by name.
     *
     * @throws InputException if the file is missing, damaged, or of another model or optimizer
     */
    public static void read(Path file, Map<String, Tensor> into) {
        try (SafetensorsFile source = SafetensorsFile.open(file);
                NoGradGuard noGrad = new NoGradGuard()) {
            into.forEach((name, tensor) -> requireFit(source, file, name, tensor.numel()));
            into.forEach(source::copyInto);
        }
    }

    private static void requireFit(SafetensorsFile source, Path file, String name, long elements) {
        boolean fits = source.names().contains(name)
                && source.entry(name).shape().stream().reduce(1L, (a, b) -> a * b) == elements;
        if (!fits) {
            throw InputException.at(file, "is the state of another model or optimizer: '" + name + "' does not fit");
        }
    }

    private static Map<String, Tensor> tensors(Parameters parameters, Optimizer optimizer) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(WEIGHTS, parameters.values());
        tensors.putAll(optimizer.state());
        return tensors;
    }
}
