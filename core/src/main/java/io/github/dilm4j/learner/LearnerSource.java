package io.github.dilm4j.learner;

import io.github.dilm4j.tensor.Device;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A learner that can be opened on another machine.
 *
 * @param model its folder
 * @param labels how many
 */
public record LearnerSource(String model, int labels, TransformerLearner.Settings settings, Device device)
        implements Serializable {
    /**
     * Opens the learner; the caller closes it.
     *
     * @param located maps the folder to its path on the machine that opens it
     */
    public Learner open(UnaryOperator<Path> located) {
        return Learners.open(located.apply(Path.of(model)), labels, settings, device);
    }
}
