package io.github.dilm4j.nn;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.nn.Placement.Place;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * All parameters of a model in one flat buffer, and their gradients in another. Trainable parameters are float32.
 * Copying a model, zeroing its gradients, clipping, an optimizer step and a checkpoint are then one operation each on
 * contiguous memory.
 */
public final class Parameters implements AutoCloseable {
    /** A range of the flat buffer, in elements. */
    public record Range(long begin, long end) {
        public long length() {
            return end - begin;
        }
    }

    private final Map<String, Parameter> byName = new LinkedHashMap<>();
    private final Placement placement;
    private final Device device;
    private final ScalarType type;
    private final Tensor values; // [elements]
    private final List<Tensor> views = new ArrayList<>();
    private Tensor gradients = new Tensor(); // [elements], once there are gradients
    private boolean zeroed; // the gradients count as zero, whatever the buffer holds
    private final WorkerGradients workers;

    /** @param joined each with its parts */
    Parameters(Collection<Parameter> declared, Map<Parameter, List<Parameter>> joined, Device device, ScalarType type) {
        this.device = device;
        this.type = type;
        placement = new Placement(declared, joined);
        declared.forEach(parameter -> byName.put(parameter.name(), parameter));
        workers = new WorkerGradients(device, placement.all());
        try (PointerScope scope = new PointerScope()) {
            values = Tensors.keep(Tensors.zeros(type, device, placement.elements()));
            for (Place place : placement.all()) {
                Tensor view = Tensors.keep(place.in(values).detach());
                views.add(view);
                place.parameter().bind(view, List.of());
            }
        }
    }

    public Device device() {
        return device;
    }

    /** In declaration order. */
    public Collection<Parameter> all() {
        return byName.values();
    }

    /** @throws IllegalArgumentException if there is no parameter of that name */
    public Parameter get(String name) {
        Parameter parameter = byName.get(name);
        if (parameter == null) {
            throw new IllegalArgumentException("there is no parameter '" + name + "'");
        }
        return parameter;
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /** The range of a parameter in {@link #values()} and {@link #gradients()}. */
    public Range range(String name) {
        return placement.get(get(name).name()).range();
    }

    /** Number of weights, without padding. */
    public long count() {
        return byName.values().stream().mapToLong(Parameter::elements).sum();
    }

    /** The flat buffer [elements]. */
    public Tensor values() {
        return values;
    }

    /** The number of leading elements that decay; the others do not. */
    public long decayingElements() {
        return placement.decayingElements();
    }

    /**
     * The flat gradients [elements]; created at the first call, which also makes every parameter trainable. Must be
     * called again after {@link #zeroGradients}.
     */
    public Tensor gradients() {
        if (!gradients.defined()) {
            makeGradients();
        } else if (zeroed) {
            gradients.zero_();
        }
        zeroed = false;
        return gradients;
    }

    private void makeGradients() {
        if (type != ScalarType.Float) {
            throw new IllegalStateException(
                    "weights in " + type + " are for reading; load them as float32 to train them");
        }
        try (PointerScope scope = new PointerScope()) {
            gradients = Tensors.keep(Tensors.zeros(ScalarType.Float, device, values.numel()));
            int next = 0;
            for (Place place : placement.all()) {
                Tensor leaf = views.get(next++);
                leaf.set_requires_grad(true);
                leaf.mutable_grad().put(place.in(gradients));
            }
        }
    }

    /**
     * Runs forward and backward passes in parallel on {@link Workers}, and adds their gradients to {@link #gradients()}
     * in the same order in every run.
     *
     * @param pass given the number of a part, in a scope of its own; returns its share of a sum
     * @return the sum
     */
    public double accumulate(int parts, IntToDoubleFunction pass) {
        makeTrainable();
        double[] shares = new double[parts];
        boolean onOneWorker =
                Workers.onWorker() && Workers.current() < workers.workers(); // whose views the passes go back to
        boolean onWorkers = onOneWorker || Workers.inParallel(device, parts);
        if (!onWorkers) {
            gradients(); // the passes add to it
        }
        try {
            Workers.forEach(device, parts, part -> {
                try (PointerScope scope = new PointerScope()) {
                    shares[part] = pass.applyAsDouble(part);
                }
            });
        } finally {
            if (onWorkers) {
                workers.collect(gradients, zeroed);
                zeroed = false;
            }
        }
        return Arrays.stream(shares).sum();
    }

    /** Makes every parameter trainable, on every worker. */
    public void makeTrainable() {
        if (!gradients.defined()) {
            gradients();
        }
        int wanted = Workers.count(device);
        if (wanted == 1 || workers.workers() >= wanted) {
            return;
        }
        while (workers.workers() < wanted) {
            workers.addWorker(values);
        }
        bindOwn();
    }

    /** The gradient of one parameter, in its shape; a view that belongs to the innermost scope. */
    public Tensor gradient(String name) {
        return placement.get(get(name).name()).in(gradients());
    }

    /** Marks the gradients as zero for {@link #gradients()} and {@link #accumulate}. */
    public void zeroGradients() {
        makeTrainable();
        zeroed = true; // the next pass may overwrite them, which saves a pass over the memory
    }

    /** Draws first values: normal for weights and embeddings, 1 for normalisation, 0 for biases. */
    public void initialise(RandomStreams streams) {
        byName.values().forEach(parameter -> parameter.initialise(streams));
    }

    /** A copy of all values, for {@link #restore}; the caller closes it. */
    public Tensor snapshot() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return Tensors.keep(values.clone());
        }
    }

    public void restore(Tensor snapshot) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            values.copy_(snapshot);
        }
    }

    /**
     * Runs {@code work} with every parameter bound to its part of {@code flat} instead of {@link #values()}: the same
     * model at other weights, in another type, or with tangents.
     *
     * @param flat [elements], laid out as {@link #values()}
     * @param work its result must not be a tensor made in it: those are closed at its end
     */
    public <T> T evaluateAt(Tensor flat, Supplier<T> work) {
        try (PointerScope scope = new PointerScope()) {
            placement.all().forEach(place -> place.parameter().bind(place.in(flat), List.of()));
            return work.get();
        } finally {
            bindOwn();
        }
    }

    /**
     * Runs {@code work}, in which no weight changes, with reordered copies of the matrices in its products without a
     * gradient. For work that reads the same weights many times for few rows each. Takes as much memory again as these
     * matrices.
     */
    public <T> T readOften(Supplier<T> work) {
        placement.all().forEach(place -> place.parameter().reorder());
        try {
            return work.get();
        } finally {
            placement.all().forEach(place -> place.parameter().dropReordered());
        }
    }

    @Override
    public void close() {
        workers.close();
        views.forEach(Tensor::close);
        values.close();
        if (gradients.defined()) {
            gradients.close();
        }
    }

    private void bindOwn() {
        int next = 0;
        for (Place place : placement.all()) {
            int index = next++;
            place.parameter().bind(views.get(index), workers.views(index));
        }
    }
}
