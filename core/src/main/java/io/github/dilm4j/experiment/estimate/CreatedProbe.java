package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.run.config.CreateConfig;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.TrainingConfig;
import java.util.ArrayList;
import java.util.List;

/** The first steps of the trainings that create models. The time of the other steps follows from them. */
final class CreatedProbe {
    /** Floating-point operations of a training's probe: a few seconds on two cores. */
    private static final double OPERATIONS = 5e10;

    private static final int OPERATIONS_PER_WEIGHT = 6; // of a token, forward and backward
    private static final int FEWEST_STEPS = 4; // the first half is not timed
    private static final int MOST_STEPS = 100;

    private CreatedProbe() {}

    /** Returns the config with few steps in these trainings. */
    static ExperimentConfig shortened(ExperimentConfig config) {
        List<String> fewer = new ArrayList<>();
        config.learner().create().ifPresent(create -> {
            fewer.add(few("learner.create.pretraining", create, create.pretraining()));
            fewer.add(few("learner.create.contrastive", create, create.contrastive()));
        });
        config.generator()
                .create()
                .ifPresent(create -> fewer.add(few("generator.create.pretraining", create, create.pretraining())));
        return ExperimentConfig.parse(config.toYaml(), config.folder(), "the estimate's config", fewer);
    }

    private static String few(String section, CreateConfig create, TrainingConfig training) {
        return section + ".steps=" + Math.min(steps(create, training.batchSize()), training.steps());
    }

    /** The number of steps that are timed: the more, the smaller the model and the batch. */
    static int steps(CreateConfig create, int batchSize) {
        double hidden = create.hidden();
        double intermediate =
                create.intermediate() == 0 ? ModelShape.usualIntermediate(create.hidden()) : create.intermediate();
        double weights =
                create.layers() * (4 * hidden * hidden + 2 * hidden * intermediate) // of attention and feed-forward
                        + create.vocabularySize() * hidden; // of the output
        double step = OPERATIONS_PER_WEIGHT * weights * batchSize * create.positions();
        return (int) Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, OPERATIONS / step));
    }
}
