package io.github.dilm4j.evaluate;

import io.github.dilm4j.learner.Learners;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.learner.TransformerLearner;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Fresh learners of one model on training sets, one piece for each learner and set.
 *
 * @param model the learner's folder
 * @param labels how many
 * @param test what the learners are scored on
 */
public record FineTuningWork(
        String model,
        int labels,
        Device device,
        TransformerLearner.Settings learner,
        FineTuning fineTuning,
        TokenBatch test)
        implements Work<FineTuning.Job, FineTuning.Outcome> {
    @Override
    public List<String> models() {
        return List.of(model);
    }

    @Override
    public Workbench<FineTuning.Job, FineTuning.Outcome> open(UnaryOperator<Path> located) {
        Path folder = located.apply(Path.of(model));
        LearnerPool learners = LearnerPool.open(() -> Learners.open(folder, labels, learner, device), device);
        return new Workbench<>() {
            @Override
            public int atOnce() {
                return learners.size();
            }

            @Override
            public List<FineTuning.Outcome> apply(List<FineTuning.Job> jobs) {
                return fineTuning.run(learners, jobs, test);
            }

            @Override
            public void close() {
                learners.close();
            }
        };
    }
}
