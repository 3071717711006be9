package io.github.dilm4j.learner;

import io.github.dilm4j.base.Precision;
import io.github.dilm4j.matching.HeadGradients;
import io.github.dilm4j.matching.LayerFactors;
import io.github.dilm4j.model.ClassificationHead.Factors;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Autocast;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** The passes of a learner through its model. Large batches are split into passes over sequences of similar length. */
final class ClassifierPasses {
    private static final long EACH = 0; // libtorch's codes for the reduction of a loss
    private static final long SUM = 2;
    private static final long NO_IGNORED_LABEL = -100;

    private final ClassifierModel model;
    private final Precision precision;
    private final PaddedBatches batches;
    private final Device device;

    /** @param precision of the body */
    ClassifierPasses(ClassifierModel model, Precision precision) {
        this.model = model;
        this.precision = precision;
        this.batches = PaddedBatches.of(model);
        this.device = model.parameters().device();
    }

    PaddedBatches batches() {
        return batches;
    }

    /** As {@link Learner#logits}. */
    float[][] logits(List<TokenSequence> sequences) {
        float[][] logits = new float[sequences.size()][];
        batches.forEach(sequences, rows -> scatter(logits(batches.pad(sequences, rows), Pass.EXACT), rows, logits));
        return logits;
    }

    /** As {@link Learner#losses}. */
    float[] losses(TokenBatch batch) {
        checkLabels(batch.labels());
        float[] losses = new float[batch.size()];
        batches.forEach(
                batch.sequences(), rows -> scatter(Tensors.floats(lossOfEach(batch, rows, Pass.EXACT)), rows, losses));
        return losses;
    }

    /** As {@link Learner#features}. */
    float[][] features(List<TokenSequence> sequences) {
        float[][] features = new float[sequences.size()][];
        batches.forEach(sequences, rows -> scatter(features(batches.pad(sequences, rows), Pass.EXACT), rows, features));
        return features;
    }

    /** As {@link Learner#headGradients(float[][], int[])}. */
    HeadGradients headGradients(float[][] features, int[] labels) {
        checkLabels(labels);
        if (features.length != labels.length) {
            throw new IllegalArgumentException(
                    "there are features of " + features.length + " examples but " + labels.length + " labels");
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            List<LayerFactors> layers = new ArrayList<>();
            Tensor ofExamples = Tensors.of(labels, device, labels.length); // [n]
            for (Factors factors : model.head().factors(Tensors.ofRows(features, device), ofExamples)) {
                layers.add(new LayerFactors(
                        Tensors.rows(factors.deltas()), Tensors.rows(factors.inputs()), factors.biased()));
            }
            return new HeadGradients(layers);
        }
    }

    /** Cross-entropies [rows]. */
    Tensor lossOfEach(TokenBatch batch, int[] rows, Pass pass) {
        return crossEntropy(logits(batches.pad(batch.sequences(), rows), pass), labels(batch, rows), EACH);
    }

    /**
     * The sum of the cross-entropies of some rows: [].
     *
     * @param logits [rows, labels]
     */
    Tensor sumOfLosses(Tensor logits, TokenBatch batch, int[] rows) {
        return crossEntropy(logits, labels(batch, rows), SUM);
    }

    /** [rows, labels]. */
    private Tensor logits(PaddedBatch batch, Pass pass) {
        return model.head().logits(features(batch, pass), pass);
    }

    /** [rows, features] float32. */
    Tensor features(PaddedBatch batch, Pass pass) {
        Precision computed = pass == Pass.DERIVATIVE ? Precision.FLOAT32 : precision;
        return Autocast.compute(computed, device, () -> model.features(batch, pass));
    }

    /** @throws IllegalArgumentException if the model does not have one of the labels */
    void checkLabels(int[] labels) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= model.labels()) {
                throw new IllegalArgumentException(
                        "example " + i + " has the label " + labels[i] + ", the model has " + model.labels());
            }
        }
    }

    private static Tensor crossEntropy(Tensor logits, Tensor labels, long reduction) {
        return torch.cross_entropy_loss(logits, labels, new TensorOptional(), reduction, NO_IGNORED_LABEL, 0);
    }

    private Tensor labels(TokenBatch batch, int[] rows) {
        int[] labels = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            labels[i] = batch.labels()[rows[i]];
        }
        return Tensors.of(labels, device, rows.length); // [rows]
    }

    private static void scatter(Tensor matrix, int[] rows, float[][] target) {
        float[][] values = Tensors.rows(matrix);
        for (int i = 0; i < rows.length; i++) {
            target[rows[i]] = values[i];
        }
    }

    private static void scatter(float[] values, int[] rows, float[] target) {
        for (int i = 0; i < rows.length; i++) {
            target[rows[i]] = values[i];
        }
    }
}
