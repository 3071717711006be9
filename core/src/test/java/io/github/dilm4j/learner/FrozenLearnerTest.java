package io.github.dilm4j.learner;

import io.github.dilm4j.learner.TransformerLearner.Settings;
import io.github.dilm4j.nn.OptimizerKind;

/** A learner of which only the head is trained. */
class FrozenLearnerTest extends LearnerContract {
    @Override
    Learner learner() {
        return TinyBert.learner(new Settings(true, true, false, OptimizerKind.ADAMW, 0.01));
    }
}
