package io.github.dilm4j.distill;

import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.matching.MeanGradient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;

/**
 * A new trajectory for every outer loop, trained during the loop, as in the paper. All of them begin with the same
 * body, so its features of the real batches are computed once.
 */
public final class FreshTrajectories implements Trajectories {
    private static final String STATE = "learner.safetensors";

    private final Learner learner;
    private final RealDataTraining training;
    private final Repsets repsets;
    private final Observer observer;
    private final IdentityHashMap<TokenBatch, float[][]> resetFeatures =
            new IdentityHashMap<>(); // [n, features] of real batches
    private boolean atEnd;

    public FreshTrajectories(Learner learner, RealDataTraining training, Repsets repsets, Observer observer) {
        this.learner = learner;
        this.training = training;
        this.repsets = repsets;
        this.observer = observer;
    }

    @Override
    public void moveTo(long outerLoop, int position) {
        atEnd = position == training.settings().positions() - 1;
        if (position == 0) {
            training.start(learner, outerLoop);
        } else {
            double loss = training.advance(learner, outerLoop, position);
            observer.learnerStep(
                    (int) outerLoop, (long) position * training.settings().stepsBetween(), loss);
        }
    }

    @Override
    public void save(Path folder) {
        if (!atEnd) { // the next one begins with a new learner
            learner.saveState(folder.resolve(STATE));
        }
    }

    @Override
    public void load(Path folder) {
        if (Files.exists(folder.resolve(STATE))) {
            learner.loadState(folder.resolve(STATE));
        }
    }

    @Override
    public Learner learner() {
        return learner;
    }

    @Override
    public MeanGradient realGradient(int label, int batch) {
        TokenBatch real = repsets.batches().get(label).get(batch);
        if (!learner.featuresAsReset() || repsets.real().microBatch() > 0) {
            return repsets.real().head(learner, real);
        }
        float[][] features = resetFeatures.computeIfAbsent(real, texts -> learner.features(texts.sequences()));
        return learner.headGradients(features, real.labels()).mean();
    }
}
