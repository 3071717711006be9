package io.github.dilm4j.nn;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.ReorderedProduct;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** One named weight of a model: a view of its {@link Parameters}' flat buffer. */
public final class Parameter {
    /** The role of a weight, which determines its decay and its first values. */
    public enum Kind {
        WEIGHT,
        EMBEDDING,
        BIAS,
        NORM_WEIGHT;

        /** AdamW's weight decay is for matrices, not for biases and normalisation. */
        public boolean decays() {
            return this == WEIGHT || this == EMBEDDING;
        }
    }

    private final String name;
    private final Kind kind;
    private final long[] shape;
    private final double standardDeviation;
    private Tensor tensor = new Tensor();
    private volatile Optional<ReorderedWeight> reordered = Optional.empty(); // while the weights are read often
    private List<Tensor> workerTensors = List.of(); // the same values, by worker, with separate gradients

    Parameter(String name, Kind kind, double standardDeviation, long... shape) {
        this.name = name;
        this.kind = kind;
        this.standardDeviation = standardDeviation;
        this.shape = shape.clone();
    }

    /** The name in the checkpoint. */
    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    public long[] shape() {
        return shape.clone();
    }

    public long elements() {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /** The live value for the calling worker; exists only after {@link ParameterLayout#allocate}. */
    public Tensor tensor() {
        int worker = Workers.current();
        return Workers.onWorker() && worker < workerTensors.size() ? workerTensors.get(worker) : tensor;
    }

    /**
     * Draws first values from a stream named after it: normal for weights and embeddings, 1 for normalisation, 0 for
     * biases.
     */
    public void initialise(RandomStreams streams) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            if (kind == Kind.BIAS) {
                tensor().zero_();
            } else if (kind == Kind.NORM_WEIGHT) {
                tensor().fill_(new Scalar(1.0));
            } else {
                var normal = ZigguratSampler.NormalizedGaussian.of(streams.stream("initial " + name));
                float[] drawn = new float[Math.toIntExact(elements())];
                for (int i = 0; i < drawn.length; i++) {
                    drawn[i] = (float) (normal.sample() * standardDeviation);
                }
                tensor().copy_(Tensors.of(drawn, Device.CPU, shape));
            }
        }
    }

    /**
     * Adds to the gradient of the calling worker, as the backward pass does; {@code more} has the parameter's shape.
     */
    public void addToGradient(Tensor more) {
        Tensor leaf = tensor();
        if (leaf.grad().defined()) {
            leaf.grad().add_(more);
        } else {
            leaf.mutable_grad().put(more);
        }
    }

    /**
     * Like {@link #addToGradient(Tensor)}, with the product of two matrices, which is accumulated in place if possible.
     */
    public void addToGradient(Tensor a, Tensor b) {
        Tensor gradient = tensor().grad();
        if (gradient.defined()) {
            gradient.addmm_(a, b);
        } else {
            addToGradient(a.matmul(b));
        }
    }

    /**
     * {@code x ↦ x·Wᵀ + b} with a reordered copy, if the weights are read often now and need no gradient.
     *
     * @param weight [out, in], this parameter or its transposed
     */
    Optional<ReorderedProduct> reordered(Tensor weight) {
        Optional<ReorderedWeight> now = reordered;
        return now.isEmpty() || GradMode.is_enabled()
                ? Optional.empty()
                : now.get().of(weight);
    }

    void reorder() {
        reordered = Optional.of(new ReorderedWeight());
    }

    void dropReordered() {
        reordered.ifPresent(ReorderedWeight::close);
        reordered = Optional.empty();
    }

    double standardDeviation() {
        return standardDeviation;
    }

    /** @param workerViews by worker; none if they share {@code view} */
    void bind(Tensor view, List<Tensor> workerViews) {
        tensor = view;
        workerTensors = workerViews;
    }
}
