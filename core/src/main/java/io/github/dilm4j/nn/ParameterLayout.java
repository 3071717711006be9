package io.github.dilm4j.nn;

import io.github.dilm4j.nn.Parameter.Kind;
import io.github.dilm4j.tensor.Device;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Collects a model's parameters while its layers are built; {@link #allocate} then places all of them in one flat
 * buffer.
 */
public final class ParameterLayout {
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<Parameter, List<Parameter>> joined = new LinkedHashMap<>();
    private final double standardDeviation;

    /** @param standardDeviation of the normal distribution that new weights and embeddings are drawn from */
    public ParameterLayout(double standardDeviation) {
        this.standardDeviation = standardDeviation;
    }

    /** A dense layer whose weight is stored [out, in]. */
    public Linear linear(String name, long in, long out) {
        return linear(name, in, out, standardDeviation);
    }

    public Linear linear(String name, long in, long out, double deviation) {
        return new Linear(add(name + ".weight", Kind.WEIGHT, deviation, out, in), bias(name, out), false);
    }

    /** A dense layer whose weight is stored [in, out], as in GPT-2. */
    public Linear inputMajorLinear(String name, long in, long out, double deviation) {
        return new Linear(add(name + ".weight", Kind.WEIGHT, deviation, in, out), bias(name, out), true);
    }

    /** Like {@link #linear(String, long, long, double)}, without a bias. */
    public Linear linearWithoutBias(String name, long in, long out, double deviation) {
        return new Linear(add(name + ".weight", Kind.WEIGHT, deviation, out, in), Optional.empty(), false);
    }

    private Optional<Parameter> bias(String name, long out) {
        return Optional.of(add(name + ".bias", Kind.BIAS, 0, out));
    }

    /**
     * Joins several dense layers with the same input.
     *
     * @param layers declared one right after the other, stored [out, in], all with biases
     */
    public JoinedLinear joined(Linear... layers) {
        return new JoinedLinear(
                List.of(layers),
                join(Stream.of(layers).map(Linear::weight).toList()),
                join(Stream.of(layers).map(layer -> layer.bias().orElseThrow()).toList()));
    }

    /** Joins the rows of all to one parameter; empty if they cannot be adjacent without a gap. */
    private Optional<Parameter> join(List<Parameter> parts) {
        if (parts.stream().anyMatch(part -> part.elements() % Placement.ALIGNMENT != 0)) {
            return Optional.empty();
        }
        Parameter first = parts.get(0);
        long[] shape = first.shape();
        shape[0] = parts.stream().mapToLong(part -> part.shape()[0]).sum();
        String name = parts.stream().map(Parameter::name).collect(Collectors.joining(" + "));
        Parameter whole = new Parameter(name, first.kind(), first.standardDeviation(), shape);
        joined.put(whole, parts);
        return Optional.of(whole);
    }

    public LayerNorm layerNorm(String name, long size, double epsilon) {
        return new LayerNorm(
                add(name + ".weight", Kind.NORM_WEIGHT, 0, size),
                Optional.of(add(name + ".bias", Kind.BIAS, 0, size)),
                epsilon);
    }

    public LayerNorm layerNormWithoutBias(String name, long size, double epsilon) {
        return new LayerNorm(add(name + ".weight", Kind.NORM_WEIGHT, 0, size), Optional.empty(), epsilon);
    }

    /** @param offset added to the weight, see {@link RmsNorm} */
    public RmsNorm rmsNorm(String name, long size, double epsilon, double offset) {
        return new RmsNorm(add(name + ".weight", Kind.NORM_WEIGHT, 0, size), epsilon, offset);
    }

    /** A dense layer without a bias, whose weight is stored [out, in]. */
    public Projection projection(String name, long in, long out, double deviation) {
        return new Projection(add(name + ".weight", Kind.WEIGHT, deviation, out, in));
    }

    public Embedding embedding(String name, long count, long size) {
        return new Embedding(add(name + ".weight", Kind.EMBEDDING, standardDeviation, count, size));
    }

    public Parameter add(String name, Kind kind, double deviation, long... shape) {
        Parameter parameter = new Parameter(name, kind, deviation, shape);
        if (parameters.put(name, parameter) != null) {
            throw new IllegalArgumentException("parameter '" + name + "' is declared twice");
        }
        return parameter;
    }

    /** The number of elements of all parameters. */
    public double elements() {
        return parameters.values().stream()
                .mapToDouble(ParameterLayout::elements)
                .sum();
    }

    private static double elements(Parameter parameter) {
        double elements = 1;
        for (long size : parameter.shape()) {
            elements *= size;
        }
        return elements;
    }

    /** Creates the buffer (zeros) and binds every declared parameter to its part. */
    public Parameters allocate(Device device) {
        return allocate(device, ScalarType.Float);
    }

    /** Like {@link #allocate(Device)}, in another type, for weights that are not trained. */
    public Parameters allocate(Device device, ScalarType type) {
        return new Parameters(parameters.values(), joined, device, type);
    }
}
