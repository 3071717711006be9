package io.github.dilm4j.distill;

import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.matching.MeanGradient;
import java.nio.file.Path;

/** Where along its training on real data the learner stands when gradients are matched. */
public interface Trajectories {
    /** Brings the learner to a position of an outer loop. Positions of a loop are visited in order from 0. */
    void moveTo(long outerLoop, int position);

    /** Writes what {@link #moveTo} needs to go on to the next position, if it needs anything. */
    default void save(Path folder) {}

    /** Takes what {@link #save} wrote into a folder. */
    default void load(Path folder) {}

    /** The learner, where {@link #moveTo} brought it. */
    Learner learner();

    /** The head gradient there of one of the {@link RepsetTokens}' batches. */
    MeanGradient realGradient(int label, int batch);
}
