package io.github.dilm4j.nn;

import io.github.dilm4j.tensor.Lanes;
import io.github.dilm4j.tensor.PackedProduct;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;

/** One named weight of a model: a view of its {@link Parameters}' flat buffer. */
public final class Parameter {
    /** What a weight is for; decides its decay and its first values. */
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
    private volatile Optional<PackedWeight> packed = Optional.empty(); // while the weights are read often
    private List<Tensor> laneTensors = List.of(); // for the lanes from 1: the same values with gradients of their own

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

    /** The live value, for the lane that asks; there is one only after {@link ParameterLayout#allocate}. */
    public Tensor tensor() {
        int lane = Lanes.current();
        return lane == 0 || laneTensors.isEmpty() ? tensor : laneTensors.get(lane - 1);
    }

    /**
     * {@code x ↦ x·Wᵀ + b} by a packed copy, where the weights are read often now and no gradient is wanted.
     *
     * @param weight [out, in], this parameter or its transposed
     */
    Optional<PackedProduct> packed(Tensor weight) {
        Optional<PackedWeight> now = packed;
        return now.isEmpty() || GradMode.is_enabled()
                ? Optional.empty()
                : now.get().of(weight);
    }

    void pack() {
        packed = Optional.of(new PackedWeight());
    }

    void unpack() {
        packed.ifPresent(PackedWeight::close);
        packed = Optional.empty();
    }

    double standardDeviation() {
        return standardDeviation;
    }

    /** @param laneViews for the lanes from 1; none if they share {@code view} */
    void bind(Tensor view, List<Tensor> laneViews) {
        tensor = view;
        laneTensors = laneViews;
    }
}
