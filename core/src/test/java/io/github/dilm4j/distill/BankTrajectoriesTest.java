package io.github.dilm4j.distill;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.training.Checkpointing;
import java.nio.file.Path;

class BankTrajectoriesTest extends TrajectoriesContract {
    @Override
    Trajectories trajectories(Learner learner, RealDataTraining training, Path folder) {
        return BankTrajectories.build(
                learner,
                training,
                REPSETS,
                new BankTrajectories.Bank(folder, 2, Device.CPU, new RandomStreams(5)),
                Observer.NONE,
                Checkpointing.NONE);
    }
}
