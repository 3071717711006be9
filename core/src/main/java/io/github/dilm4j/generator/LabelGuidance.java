package io.github.dilm4j.generator;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Draws towards a label by the generator's own posterior of it (GeDi, Krause et al. 2021, equation 5): {@code log
 * p(token | text, label) + weight · log p(label | text, token)}. The posterior compares the likelihoods of the whole
 * text so far after each label's prefix; all labels are equally likely beforehand. Once the text shows its label, the
 * posterior is near 1 for every token, and the guidance changes nothing.
 */
final class LabelGuidance {
    private final double weight;
    private final Device device;

    /** @param weight of the posterior, above 0 */
    LabelGuidance(double weight, Device device) {
        this.weight = weight;
        this.device = device;
    }

    /**
     * The next token's distributions.
     *
     * @param scores [rows, vocabulary], log-probabilities up to a constant per row
     * @param ofLabels [rows, labels, vocabulary], log-probabilities after each label's prefix
     */
    record Guided(Tensor scores, Tensor ofLabels) {}

    /**
     * @param logits [rows · labels, vocabulary] float32, those of a row's own label first
     * @param texts [rows][labels], log-likelihoods of each text so far after each label's prefix, in the same order
     */
    Guided guide(Tensor logits, double[][] texts) {
        int labels = texts[0].length;
        Tensor ofLabels =
                logits.log_softmax(-1).view(texts.length, labels, logits.size(1)); // [rows, labels, vocabulary]
        Tensor joint = ofLabels.add(priors(texts)); // [rows, labels, vocabulary]
        Tensor posterior = joint.select(1, 0).sub(joint.logsumexp(1)); // [rows, vocabulary], in logarithms
        return new Guided(ofLabels.select(1, 0).add(posterior.mul(new Scalar(weight))), ofLabels);
    }

    /** Adds the log-probabilities of the drawn tokens [rows] to those of the texts [rows][labels]. */
    void extend(double[][] texts, int[] drawn, Guided guided) {
        int labels = texts[0].length;
        int[] index = new int[texts.length * labels];
        for (int row = 0; row < texts.length; row++) {
            Arrays.fill(index, row * labels, (row + 1) * labels, drawn[row]);
        }
        Tensor tokens = Tensors.of(index, device, texts.length, labels, 1); // [rows, labels, 1]
        float[] added = Tensors.floats(guided.ofLabels().gather(2, tokens).reshape(-1)); // [rows · labels]
        for (int i = 0; i < added.length; i++) {
            texts[i / labels][i % labels] += added[i];
        }
    }

    /** Relative to the likeliest label, so that float32 holds them after many tokens [rows, labels, 1]. */
    private Tensor priors(double[][] texts) {
        int labels = texts[0].length;
        float[] priors = new float[texts.length * labels];
        for (int row = 0; row < texts.length; row++) {
            double largest = Arrays.stream(texts[row]).max().orElseThrow();
            for (int label = 0; label < labels; label++) {
                priors[row * labels + label] = (float) (texts[row][label] - largest);
            }
        }
        return Tensors.of(priors, device, texts.length, labels, 1);
    }
}
