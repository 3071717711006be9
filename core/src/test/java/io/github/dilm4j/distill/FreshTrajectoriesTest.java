package io.github.dilm4j.distill;

import io.github.dilm4j.learner.Learner;
import java.nio.file.Path;

class FreshTrajectoriesTest extends TrajectoriesContract {
    @Override
    Trajectories trajectories(Learner learner, RealDataTraining training, Path folder) {
        return new FreshTrajectories(learner, training, REPSETS, Observer.NONE);
    }
}
