package io.github.dilm4j.evaluate;

import io.github.dilm4j.learner.LearnerSource;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Fresh learners of one model on training sets, one piece for each learner and set.
 *
 * @param test what the learners are scored on
 */
public record FineTuningWork(LearnerSource learner, FineTuning fineTuning, TokenBatch test)
        implements Work<FineTuning.Job, FineTuning.Outcome> {
    @Override
    public List<String> models() {
        return List.of(learner.model());
    }

    @Override
    public int piecesFor(int cores) {
        return cores; // a learner on each
    }

    @Override
    public Workbench<FineTuning.Job, FineTuning.Outcome> open(UnaryOperator<Path> located) {
        LearnerPool learners = LearnerPool.open(() -> learner.open(located), learner.device());
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
