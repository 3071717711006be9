package io.github.dilm4j.learner;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.Precision;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.matching.HeadGradients;
import io.github.dilm4j.matching.Match;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tokenize.TokenSequence;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * A {@link Learner} on any {@link ClassifierModel}. Large batches are split into passes over sequences of similar
 * length.
 */
public final class TransformerLearner implements Learner {
    /**
     * The settings of the learner's training.
     *
     * @param dropout whether training steps use dropout
     * @param frozenBody trains the head alone
     * @param untrainedBody a reset also draws the body again
     * @param keptPooler whether a reset restores a pooler that was never trained, instead of drawing it again like the
     *     head
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
        /** Settings in float32, with a pooler that is drawn again if it was never trained. */
        public Settings(
                boolean dropout,
                boolean frozenBody,
                boolean untrainedBody,
                OptimizerKind optimizer,
                double weightDecay) {
            this(dropout, frozenBody, untrainedBody, false, optimizer, weightDecay, Precision.FLOAT32);
        }

        /** These settings with another handling of the pooler. */
        public Settings withKeptPooler(boolean kept) {
            return new Settings(dropout, frozenBody, untrainedBody, kept, optimizer, weightDecay, precision);
        }

        /** The paper's settings: all parameters are trained, with dropout, by AdamW with weight decay 0.01. */
        public static Settings usual() {
            return new Settings(true, false, false, OptimizerKind.ADAMW, 0.01);
        }
    }

    private final ClassifierModel model;
    private final Settings settings;
    private final ClassifierPasses passes;
    private final FullMatching fullMatching;
    private final Tensor initial; // [elements], the weights as loaded
    private final Set<String> fresh; // parameters that a reset draws again
    private Optional<LearnerTraining> training = Optional.empty(); // made by the first training step
    private boolean featuresAsReset;

    /** @param model closed by the learner */
    public TransformerLearner(ClassifierModel model, Settings settings) {
        this.model = model;
        this.settings = settings;
        this.passes = new ClassifierPasses(model, settings.precision());
        this.fullMatching = new FullMatching(model.parameters(), passes.batches(), passes::lossOfEach);
        this.initial = model.parameters().snapshot();
        this.fresh = new HashSet<>(model.freshParameters());
        if (!settings.keptPooler()) {
            fresh.addAll(model.untrainedPooler());
        }
        // libtorch rounds differently if weights are trainable, even without a recorded gradient; a restored learner
        // must give the same bytes as one that was trained in the same process
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
                    parameter.initialise(streams);
                }
            }
        }
        training.ifPresent(LearnerTraining::reset);
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
        return passes.logits(sequences);
    }

    @Override
    public float[] losses(TokenBatch batch) {
        return passes.losses(batch);
    }

    @Override
    public HeadGradients headGradients(float[][] features, int[] labels) {
        return passes.headGradients(features, labels);
    }

    @Override
    public float[][] features(List<TokenSequence> sequences) {
        return passes.features(sequences);
    }

    @Override
    public boolean featuresAsReset() {
        return featuresAsReset;
    }

    @Override
    public double trainStep(TokenBatch batch, double learningRate, double clip, long dropoutSeed) {
        double loss = training().step(batch, learningRate, clip, dropoutSeed);
        featuresAsReset &= settings.frozenBody();
        return loss;
    }

    @Override
    public LearnerState snapshot() {
        return LearnerState.copyOf(model.parameters().values(), training().optimizerState());
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
            state.copyOptimizerInto(training().optimizerState());
        } else {
            training.ifPresent(LearnerTraining::reset);
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
                model.parameters().values(), state.hasOptimizer() ? training().optimizerState() : Map.of());
    }

    @Override
    public FullGradient fullGradient(TokenBatch batch, int microBatch) {
        passes.checkLabels(batch.labels());
        double[] equal = new double[batch.size()];
        Arrays.fill(equal, 1.0 / batch.size());
        return fullMatching.weightedGradient(batch, equal, microBatch == 0 ? Integer.MAX_VALUE : microBatch);
    }

    @Override
    public Match matchFully(FullGradient real, TokenBatch synthetic, float[] nll, double temperature) {
        passes.checkLabels(synthetic.labels());
        if (nll.length != synthetic.size()) {
            throw new IllegalArgumentException(
                    "there are " + nll.length + " likelihoods but " + synthetic.size() + " synthetic texts");
        }
        return fullMatching.match(real, synthetic, nll, temperature);
    }

    @Override
    public void close() {
        training.ifPresent(LearnerTraining::close);
        initial.close();
        model.close();
    }

    private LearnerTraining training() {
        if (training.isEmpty()) {
            training = Optional.of(new LearnerTraining(model, passes, settings));
        }
        return training.get();
    }
}
