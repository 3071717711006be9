package io.github.dilm4j.learner;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.matching.HeadGradients;
import io.github.dilm4j.matching.LayerFactors;
import io.github.dilm4j.matching.Match;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.ClassificationHead.Factors;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.Optimizer;
import io.github.dilm4j.nn.OptimizerKind;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Precision;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A {@link Learner} on any {@link ClassifierModel}. Large batches go through in passes of like length. */
public final class TransformerLearner implements Learner {
    /**
     * How the learner is trained.
     *
     * @param dropout whether training steps drop
     * @param frozenBody trains the head alone
     * @param untrainedBody a reset also draws the body again
     * @param keptPooler a reset restores a pooler that was never trained; else it draws such a pooler anew, like the head
     * @param weightDecay of the matrices
     * @param precision of the body; the head, losses, coefficients and forward-mode derivatives are float32
     */
    public record Settings(
            boolean dropout,
            boolean frozenBody,
            boolean untrainedBody,
            boolean keptPooler,
            OptimizerKind optimizer,
            double weightDecay,
            Precision precision)
            implements Serializable {
        /** With a pooler that is drawn again if it was never trained, in float32. */
        public Settings(
                boolean dropout,
                boolean frozenBody,
                boolean untrainedBody,
                OptimizerKind optimizer,
                double weightDecay) {
            this(dropout, frozenBody, untrainedBody, false, optimizer, weightDecay, Precision.FLOAT32);
        }

        /** The same, but for the pooler. */
        public Settings withKeptPooler(boolean kept) {
            return new Settings(dropout, frozenBody, untrainedBody, kept, optimizer, weightDecay, precision);
        }

        /** The paper's: everything is trained, with dropout, by AdamW with weight decay 0.01. */
        public static Settings usual() {
            return new Settings(true, false, false, OptimizerKind.ADAMW, 0.01);
        }
    }

    private static final long EACH = 0; // libtorch's codes for the reduction of a loss
    private static final long SUM = 2;
    private static final long NO_IGNORED_LABEL = -100;

    private final ClassifierModel model;
    private final Settings settings;
    private final PaddedBatches batches;
    private final Device device;
    private final FullMatching fullMatching;
    private final Tensor initial; // [elements], the weights as loaded
    private final Set<String> fresh; // parameters that a reset draws anew
    private Optional<Training> training = Optional.empty(); // made by the first training step
    private boolean featuresAsReset;

    /** @param model owned, and closed, by the learner from here on */
    public TransformerLearner(ClassifierModel model, Settings settings) {
        this.model = model;
        this.settings = settings;
        this.batches = PaddedBatches.of(model);
        this.device = model.parameters().device();
        this.fullMatching = new FullMatching(model.parameters(), batches, this::lossOfEach);
        this.initial = model.parameters().snapshot();
        this.fresh = new HashSet<>(model.freshParameters());
        if (!settings.keptPooler()) {
            fresh.addAll(model.untrainedPooler());
        }
        // libtorch rounds otherwise where weights can be trained, even if no gradient is recorded; a learner that a run
        // goes on with must give the bytes of one that was trained in the same process
        model.parameters().gradients();
    }

    @Override
    public void reset(long seed) {
        RandomStreams streams = new RandomStreams(seed);
        Parameters parameters = model.parameters();
        if (settings.untrainedBody()) {
            parameters.initialise(streams);
        } else {
            parameters.restore(initial);
            for (Parameter parameter : parameters.all()) {
                if (fresh.contains(parameter.name())) {
                    parameters.initialise(parameter, streams);
                }
            }
        }
        training.ifPresent(Training::reset);
        featuresAsReset = !settings.untrainedBody()
                && model.head().parameterNames().containsAll(fresh); // the pooler may be fresh too
    }

    @Override
    public long parameterCount() {
        return model.parameters().values().numel();
    }

    @Override
    public int labels() {
        return model.labels();
    }

    @Override
    public float[][] logits(List<TokenSequence> sequences) {
        float[][] logits = new float[sequences.size()][];
        batches.forEach(sequences, rows -> scatter(logits(batches.pad(sequences, rows), Pass.EXACT), rows, logits));
        return logits;
    }

    @Override
    public float[] losses(TokenBatch batch) {
        checkLabels(batch);
        float[] losses = new float[batch.size()];
        batches.forEach(
                batch.sequences(), rows -> scatter(Tensors.floats(lossOfEach(batch, rows, Pass.EXACT)), rows, losses));
        return losses;
    }

    @Override
    public HeadGradients headGradients(float[][] features, int[] labels) {
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

    @Override
    public float[][] features(List<TokenSequence> sequences) {
        float[][] features = new float[sequences.size()][];
        batches.forEach(sequences, rows -> scatter(features(batches.pad(sequences, rows), Pass.EXACT), rows, features));
        return features;
    }

    @Override
    public boolean featuresAsReset() {
        return featuresAsReset;
    }

    @Override
    public double trainStep(TokenBatch batch, double learningRate, double clip, long dropoutSeed) {
        checkLabels(batch);
        Training trained = training();
        trained.readHead();
        trained.parameters.zeroGradients(); // of a step that failed
        Pass pass = settings.dropout() ? Pass.TRAINING : Pass.EXACT;
        List<int[]> parts = batches.rows(batch.sequences());
        double total = trained.parameters.accumulate(parts.size(), part -> {
            Dropout.seed(dropoutSeed, part);
            int[] rows = parts.get(part);
            Tensor logits = trained.logits(batches.pad(batch.sequences(), rows), pass); // [rows, labels]
            Tensor loss = crossEntropy(logits, labels(batch, rows), SUM)
                    .div(new Scalar((double) batch.size())); // []: this part's share of the mean
            loss.backward();
            return loss.item_double();
        });
        trained.optimizer.step(learningRate, clip);
        trained.writeHead();
        featuresAsReset &= settings.frozenBody();
        return total;
    }

    @Override
    public LearnerState snapshot() {
        return LearnerState.copyOf(
                model.parameters().values(), training().optimizer.state());
    }

    @Override
    public LearnerState snapshotWeights() {
        return LearnerState.copyOf(model.parameters().values(), Map.of());
    }

    @Override
    public void restore(LearnerState state) {
        misfit(state).ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
        featuresAsReset = false;
        state.copyWeightsInto(model.parameters().values());
        if (state.hasOptimizer()) {
            state.copyOptimizerInto(training().optimizer.state());
        } else {
            training.ifPresent(Training::reset);
        }
    }

    @Override
    public void saveState(Path file) {
        try (LearnerState state = snapshot()) {
            state.save(file);
        }
    }

    @Override
    public void loadState(Path file) {
        try (LearnerState state = LearnerState.load(file, model.parameters().device())) {
            misfit(state).ifPresent(why -> {
                throw InputException.at(file, why);
            });
            restore(state);
        }
    }

    private Optional<String> misfit(LearnerState state) {
        return state.misfit(
                model.parameters().values(),
                state.hasOptimizer() ? training().optimizer.state() : Map.of());
    }

    @Override
    public FullGradient fullGradient(TokenBatch batch, int microBatch) {
        checkLabels(batch);
        double[] equal = new double[batch.size()];
        java.util.Arrays.fill(equal, 1.0 / batch.size());
        return fullMatching.weightedGradient(batch, equal, microBatch == 0 ? Integer.MAX_VALUE : microBatch);
    }

    @Override
    public Match matchFully(FullGradient real, TokenBatch synthetic, float[] nll, double temperature) {
        checkLabels(synthetic);
        if (nll.length != synthetic.size()) {
            throw new IllegalArgumentException(
                    "there are " + nll.length + " likelihoods but " + synthetic.size() + " synthetic texts");
        }
        return fullMatching.match(real, synthetic, nll, temperature);
    }

    @Override
    public void close() {
        training.ifPresent(Training::close);
        initial.close();
        model.close();
    }

    /** [rows, labels]. */
    private Tensor logits(PaddedBatch batch, Pass pass) {
        return model.head().logits(features(batch, pass), pass);
    }

    /** [rows, features] float32. */
    private Tensor features(PaddedBatch batch, Pass pass) {
        Precision precision = pass == Pass.DERIVATIVE ? Precision.FLOAT32 : settings.precision();
        return precision.compute(device, () -> model.features(batch, pass));
    }

    /** Cross-entropies [rows]. */
    private Tensor lossOfEach(TokenBatch batch, int[] rows, Pass pass) {
        return crossEntropy(logits(batches.pad(batch.sequences(), rows), pass), labels(batch, rows), EACH);
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

    private void checkLabels(TokenBatch batch) {
        checkLabels(batch.labels());
    }

    private void checkLabels(int[] labels) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= model.labels()) {
                throw new IllegalArgumentException(
                        "example " + i + " has the label " + labels[i] + ", the model has " + model.labels());
            }
        }
    }

    private Training training() {
        if (training.isEmpty()) {
            training = Optional.of(new Training());
        }
        return training.get();
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

    /**
     * What a training step changes: all parameters, or with a frozen body a head of its own, so that the optimizer knows
     * nothing of the body.
     */
    private final class Training implements AutoCloseable {
        private final Parameters parameters;
        private final ClassificationHead head;
        private final Optimizer optimizer;

        Training() {
            if (settings.frozenBody()) {
                ParameterLayout layout = new ParameterLayout(0);
                head = model.declareHead(layout);
                parameters = layout.allocate(device);
            } else {
                head = model.head();
                parameters = model.parameters();
            }
            optimizer = settings.optimizer().create(parameters, settings.weightDecay());
        }

        Tensor logits(PaddedBatch batch, Pass pass) {
            return head.logits(settings.frozenBody() ? frozenFeatures(batch, pass) : features(batch, pass), pass);
        }

        void reset() {
            optimizer.reset();
            parameters.zeroGradients();
        }

        /** Takes over the model's head, which a reset or a restore may have changed. */
        void readHead() {
            copyHead(model.parameters(), parameters);
        }

        void writeHead() {
            copyHead(parameters, model.parameters());
        }

        @Override
        public void close() {
            optimizer.close();
            if (settings.frozenBody()) {
                parameters.close();
            }
        }

        private void copyHead(Parameters from, Parameters to) {
            if (settings.frozenBody()) {
                try (PointerScope scope = new PointerScope();
                        NoGradGuard noGrad = new NoGradGuard()) {
                    for (Parameter own : parameters.all()) {
                        to.get(own.name()).tensor().copy_(from.get(own.name()).tensor());
                    }
                }
            }
        }

        private Tensor frozenFeatures(PaddedBatch batch, Pass pass) {
            try (NoGradGuard noGrad = new NoGradGuard()) {
                return features(batch, pass);
            }
        }
    }
}
