package io.github.dilm4j.learner;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.learner.TransformerLearner.Settings;

/** Tests a learner that trains only its head. */
class FrozenLearnerTest extends LearnerContract {
    @Override
    Learner learner() {
        return TinyBert.learner(new Settings(true, true, false, OptimizerKind.ADAMW, 0.01));
    }
}
