package io.github.dilm4j.learner;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tensor.SafetensorsWriter;
import io.github.dilm4j.tensor.Tensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A snapshot of a learner: copies of its weights and, unless left out, of its optimizer's state. */
public final class LearnerState implements AutoCloseable {
    private static final String WEIGHTS = "weights";

    private final Map<String, Tensor> tensors;

    private LearnerState(Map<String, Tensor> tensors) {
        this.tensors = tensors;
    }

    /** @param optimizer may be empty */
    static LearnerState copyOf(Tensor weights, Map<String, Tensor> optimizer) {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            copies.put(WEIGHTS, Tensors.keep(weights.clone()));
            new TreeMap<>(optimizer).forEach((name, tensor) -> copies.put(name, Tensors.keep(tensor.clone())));
        }
        return new LearnerState(copies);
    }

    /**
     * Reads a state that {@link #save} wrote.
     *
     * @throws InputException if the file is missing, damaged or something else
     */
    public static LearnerState load(Path file, Device device) {
        try (SafetensorsFile source = SafetensorsFile.open(file)) {
            if (!source.names().contains(WEIGHTS)) {
                throw InputException.at(file, "is not a learner's state: it has no tensor 'weights'");
            }
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            try (PointerScope scope = new PointerScope()) {
                for (String name : source.names()) {
                    long[] shape = source.entry(name).shape().stream()
                            .mapToLong(Long::longValue)
                            .toArray();
                    Tensor tensor = Tensors.zeros(ScalarType.Float, device, shape);
                    source.copyInto(name, tensor);
                    tensors.put(name, Tensors.keep(tensor));
                }
            }
            return new LearnerState(tensors);
        }
    }

    /** Writes a safetensors file. */
    public void save(Path file) {
        SafetensorsWriter.write(file, tensors, Map.of());
    }

    boolean hasOptimizer() {
        return tensors.size() > 1;
    }

    /**
     * The reason that this is not a state of a learner; empty if it is one.
     *
     * @param weights the learner's
     * @param optimizer supplies the state of its optimizer; not called if this has none
     */
    Optional<String> misfit(Tensor weights, Map<String, Tensor> optimizer) {
        Map<String, Tensor> targets = new LinkedHashMap<>(hasOptimizer() ? optimizer : Map.of());
        targets.put(WEIGHTS, weights);
        return targets.entrySet().stream()
                .filter(target -> !tensors.containsKey(target.getKey())
                        || tensors.get(target.getKey()).numel()
                                != target.getValue().numel())
                .map(target -> "the state has "
                        + (tensors.containsKey(target.getKey()) ? "another size of" : "no") + " '" + target.getKey()
                        + "'; it is of another model or optimizer")
                .findFirst();
    }

    void copyWeightsInto(Tensor weights) {
        copyInto(WEIGHTS, weights);
    }

    void copyOptimizerInto(Map<String, Tensor> state) {
        state.forEach(this::copyInto);
    }

    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
    }

    private void copyInto(String name, Tensor target) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            target.copy_(tensors.get(name));
        }
    }
}
