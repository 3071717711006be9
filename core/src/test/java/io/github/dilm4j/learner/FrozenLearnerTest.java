package io.github.dilm4j.learner;

import io.github.dilm4j.learner.TransformerLearner.Settings;
import io.github.dilm4j.nn.OptimizerKind;

/** Tests a learner that trains only its head. */
class FrozenLearnerTest extends LearnerContract {
    @Override
    Learner learner() {
        return TinyBert.learner(new Settings(true, true, false, OptimizerKind.ADAMW, 0.01));
    }
}
