package io.github.dilm4j.generator;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.List;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The initial vectors of the label tokens. DiLM (arXiv:2404.00264) copies the end token's. A small model ignores the
 * label's token if its vector is as short as the others: after 600 steps of the demo, its likelihoods of the labels
 * differed by 0.002 nats a token, and by 0.31 with vectors ten times as long as other new weights. In a pretrained
 * model copies do not move apart either, but it knows the meaning of the labels' names (docs/experiments.md).
 */
public final class LabelVectors {
    private static final double DEVIATION = 0.2;
    private static final double ALIKE = 0.99; // cosine

    private LabelVectors() {}

    /** Draws the vectors of all labels from a normal distribution with standard deviation 0.2. */
    public static void drawApart(CausalModel model, LabelledTextFormat format, RandomStreams streams) {
        var normal = ZigguratSampler.NormalizedGaussian.of(streams.stream("label vectors"));
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (int label = 0; label < format.labels(); label++) {
                Tensor vector = vector(model, format, label);
                vector.copy_(drawn(normal, DEVIATION, vector));
            }
        }
    }

    /**
     * Sets the vectors of some labels to the means of the vectors of their names' tokens. If a mean nearly equals the
     * vector of an earlier label, adds a random vector of about the same length.
     *
     * @param labelNames of all labels
     * @param labels whose vectors start so
     */
    public static void startNamed(
            CausalModel model,
            LabelledTextFormat format,
            List<String> labelNames,
            int[] labels,
            RandomStreams streams) {
        var normal = ZigguratSampler.NormalizedGaussian.of(streams.stream("label vectors"));
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (int label : labels) {
                int[] name = format.tokenizer().encode(" " + labelNames.get(label));
                Tensor ofName = model.tokenVectors()
                        .index_select(
                                0, Tensors.of(name, model.parameters().device(), name.length)); // [tokens, hidden]
                vector(model, format, label).copy_(ofName.mean(0));
            }
            for (int label : labels) {
                Tensor vector = vector(model, format, label);
                for (int other = 0; other < label; other++) {
                    if (cosine(vector, vector(model, format, other)) > ALIKE) {
                        double deviation = Tensors.norm(vector) / Math.sqrt((double) vector.numel());
                        vector.add_(drawn(normal, deviation, vector));
                        break;
                    }
                }
            }
        }
    }

    /** The live vector of a label's token [hidden]. */
    private static Tensor vector(CausalModel model, LabelledTextFormat format, int label) {
        return model.tokenVectors().select(0, format.labelId(label));
    }

    /** [hidden], on the device of another vector. */
    private static Tensor drawn(ContinuousSampler normal, double deviation, Tensor like) {
        float[] drawn = new float[Math.toIntExact(like.numel())];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) (deviation * normal.sample());
        }
        return Tensors.of(drawn, Device.CPU, drawn.length).to(like.device(), like.scalar_type());
    }

    private static double cosine(Tensor a, Tensor b) {
        return a.dot(b).item_double() / (Tensors.norm(a) * Tensors.norm(b));
    }
}
