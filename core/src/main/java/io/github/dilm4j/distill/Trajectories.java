package io.github.dilm4j.distill;

import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.matching.MeanGradient;
import java.nio.file.Path;

/** The learner's positions along its training on real data, at which gradients are matched. */
public interface Trajectories {
    /** Brings the learner to a position of an outer loop. Positions of a loop are visited in order from 0. */
    void moveTo(long outerLoop, int position);

    /** Writes the state that {@link #moveTo} needs to continue with the next position, if any. */
    default void save(Path folder) {}

    /** Reads the state that {@link #save} wrote into a folder. */
    default void load(Path folder) {}

    /** The learner, at the position of the last {@link #moveTo}. */
    Learner learner();

    /** The head gradient of one batch of the {@link RepsetTokens} at that position. */
    MeanGradient realGradient(int label, int batch);
}
