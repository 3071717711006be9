package io.github.dilm4j.nn;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.nn.Parameter.Kind;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Lanes;
import io.github.dilm4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * All parameters of a model in one flat buffer, float32 unless they are only read, and their gradients in another. Copying a model, zeroing its
 * gradients, clipping, an optimizer step and a checkpoint are then one operation each on contiguous memory.
 *
 * <p>The parameters that decay come first, so that each optimizer group is one range.
 */
public final class Parameters implements AutoCloseable {
    /** A range of the flat buffer, in elements. */
    public record Range(long begin, long end) {
        public long length() {
            return end - begin;
        }
    }

    private static final long ALIGNMENT = 16; // elements: 64 bytes, a cache line

    private final Map<String, Parameter> byName = new LinkedHashMap<>();
    private final Map<String, Range> ranges = new LinkedHashMap<>();
    private final Device device;
    private final ScalarType type;
    private final long decayingElements;
    private final Tensor values; // [elements]
    private final List<Tensor> views = new ArrayList<>();
    private Tensor gradients = new Tensor(); // [elements], once there are gradients
    private final List<LaneGradients> lanes = new ArrayList<>(); // of the lanes from 1, once they have gradients

    Parameters(Collection<Parameter> declared, Device device, ScalarType type) {
        this.device = device;
        this.type = type;
        long elements = 0;
        List<Parameter> ordered = new ArrayList<>();
        declared.stream().filter(p -> p.kind().decays()).forEach(ordered::add);
        for (Parameter parameter : ordered) {
            elements = place(parameter, elements);
        }
        decayingElements = elements;
        for (Parameter parameter : declared) {
            if (!parameter.kind().decays()) {
                elements = place(parameter, elements);
            }
        }
        declared.forEach(p -> byName.put(p.name(), p));
        try (PointerScope scope = new PointerScope()) {
            values = Tensors.keep(Tensors.zeros(type, device, elements));
            for (Parameter parameter : declared) {
                Tensor view = Tensors.keep(view(values, parameter).detach());
                views.add(view);
                parameter.bind(view, List.of());
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

    /** @throws IllegalArgumentException if there is none of that name */
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

    /** Where a parameter lies in {@link #values()} and {@link #gradients()}. */
    public Range range(String name) {
        return ranges.get(get(name).name());
    }

    /** Number of weights, without padding. */
    public long count() {
        return byName.values().stream().mapToLong(Parameter::elements).sum();
    }

    /** The flat buffer [elements]. */
    public Tensor values() {
        return values;
    }

    /** The first so many elements decay, the others do not. */
    public long decayingElements() {
        return decayingElements;
    }

    /** The flat gradients [elements]; made at the first call, which also makes every parameter trainable. */
    public Tensor gradients() {
        if (!gradients.defined()) {
            if (type != ScalarType.Float) {
                throw new IllegalStateException(
                        "weights in " + type + " are for reading; load them as float32 to train them");
            }
            try (PointerScope scope = new PointerScope()) {
                gradients = Tensors.keep(Tensors.zeros(ScalarType.Float, device, values.numel()));
                int next = 0;
                for (Parameter parameter : byName.values()) {
                    train(views.get(next++), gradients, parameter);
                }
            }
        }
        return gradients;
    }

    /**
     * Does passes forward and back side by side on {@link Lanes}, and adds their gradients to {@link #gradients()}, in the
     * same order in every run.
     *
     * @param pass given the number of a part, in a scope of its own; returns its share of a sum
     * @return the sum
     */
    public double accumulate(int parts, IntToDoubleFunction pass) {
        makeTrainable();
        double[] shares = new double[parts];
        try {
            Lanes.forEach(device, parts, part -> {
                try (PointerScope scope = new PointerScope()) {
                    shares[part] = pass.applyAsDouble(part);
                }
            });
        } finally {
            int busy = Math.min(lanes.size(), parts - 1);
            collect(lanes.subList(0, Math.max(0, busy)));
        }
        return Arrays.stream(shares).sum();
    }

    /** Makes every parameter trainable, on every lane. */
    public void makeTrainable() {
        gradients();
        if (lanes.size() >= Lanes.count(device) - 1) {
            return;
        }
        try (PointerScope scope = new PointerScope()) {
            while (lanes.size() < Lanes.count(device) - 1) {
                LaneGradients lane = new LaneGradients(Tensors.keep(torch.zeros_like(gradients)), new ArrayList<>());
                for (Parameter parameter : byName.values()) {
                    Tensor view = Tensors.keep(view(values, parameter).detach());
                    train(view, lane.gradients(), parameter);
                    lane.views().add(view);
                }
                lanes.add(lane);
            }
        }
        bindOwn();
    }

    /** The gradient of one parameter, in its shape; a view that belongs to the innermost scope. */
    public Tensor gradient(String name) {
        return view(gradients(), get(name));
    }

    public void zeroGradients() {
        gradients().zero_();
    }

    /** Draws first values: normal for weights and embeddings, 1 for normalisation, 0 for biases. */
    public void initialise(RandomStreams streams) {
        for (Parameter parameter : byName.values()) {
            initialise(parameter, streams);
        }
    }

    /** As {@link #initialise(RandomStreams)}, for one parameter; its stream is named after it. */
    public void initialise(Parameter parameter, RandomStreams streams) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            if (parameter.kind() == Kind.BIAS) {
                parameter.tensor().zero_();
            } else if (parameter.kind() == Kind.NORM_WEIGHT) {
                parameter.tensor().fill_(new org.bytedeco.pytorch.Scalar(1.0));
            } else {
                var normal = ZigguratSampler.NormalizedGaussian.of(streams.stream("initial " + parameter.name()));
                float[] drawn = new float[Math.toIntExact(parameter.elements())];
                for (int i = 0; i < drawn.length; i++) {
                    drawn[i] = (float) (normal.sample() * parameter.standardDeviation());
                }
                parameter.tensor().copy_(Tensors.of(drawn, device, parameter.shape()));
            }
        }
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
     * Runs {@code work} with every parameter bound to its part of {@code flat} instead of {@link #values()}: the same model
     * at other weights, in another type, or with tangents.
     *
     * @param flat [elements], laid out as {@link #values()}
     * @param work its result must not be a tensor made in it: those die with the call
     */
    public <T> T evaluateAt(Tensor flat, Supplier<T> work) {
        try (PointerScope scope = new PointerScope()) {
            byName.values().forEach(parameter -> parameter.bind(view(flat, parameter), List.of()));
            return work.get();
        } finally {
            bindOwn();
        }
    }

    /**
     * Runs {@code work}, in which no weight changes, with packed copies of the matrices that it multiplies by without a
     * gradient: for work that reads the same weights many times for few rows each. Takes as much memory again as those.
     */
    public <T> T readOften(Supplier<T> work) {
        byName.values().forEach(Parameter::pack);
        try {
            return work.get();
        } finally {
            byName.values().forEach(Parameter::unpack);
        }
    }

    @Override
    public void close() {
        for (LaneGradients lane : lanes) {
            lane.views().forEach(Tensor::close);
            lane.gradients().close();
        }
        views.forEach(Tensor::close);
        values.close();
        if (gradients.defined()) {
            gradients.close();
        }
    }

    private void collect(List<LaneGradients> busy) {
        if (busy.isEmpty()) {
            return;
        }
        Lanes.forRanges(device, 0, gradients.numel(), (range, from, to) -> {
            Tensor own = gradients.narrow(0, from, to - from);
            for (LaneGradients lane : busy) {
                Tensor theirs = lane.gradients().narrow(0, from, to - from);
                own.add_(theirs);
                theirs.zero_();
            }
        });
    }

    private void train(Tensor leaf, Tensor flatGradients, Parameter parameter) {
        leaf.set_requires_grad(true);
        leaf.mutable_grad().put(view(flatGradients, parameter));
    }

    private void bindOwn() {
        int next = 0;
        for (Parameter parameter : byName.values()) {
            int index = next++;
            parameter.bind(
                    views.get(index),
                    lanes.stream().map(lane -> lane.views().get(index)).toList());
        }
    }

    /**
     * What one lane trains by.
     *
     * @param gradients [elements], zero between the calls of {@link #accumulate}
     * @param views of the values, in declaration order, with their gradients
     */
    private record LaneGradients(Tensor gradients, List<Tensor> views) {}

    private long place(Parameter parameter, long at) {
        long end = at + parameter.elements();
        ranges.put(parameter.name(), new Range(at, end));
        return (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private Tensor view(Tensor flat, Parameter parameter) {
        Range range = ranges.get(parameter.name());
        return flat.narrow(0, range.begin(), range.length()).view(parameter.shape());
    }
}
