package io.github.dilm4j.distill;

import java.io.Serializable;

/** A report of a learner's training, as in {@link Observer#learnerStep}. */
record LearnerLoss(int trajectory, long step, double loss) implements Serializable {}
