package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StageSeal;
import io.github.dilm4j.run.config.DistilConfig;
import io.github.dilm4j.run.config.Method;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Makes each distilled set the best of {@code distil.bestOf} proposals: a fresh learner is trained on each as in the
 * evaluation, and the one with the best score on the select split stays. The report split plays no part.
 */
public final class ChoiceStage {
    /** By score; among equal ones the smaller loss is better, and then the earlier proposal. */
    private static final Comparator<Results.LearnerScore> BEST_LAST = Comparator.comparingDouble(
                    Results.LearnerScore::score)
            .thenComparing(
                    Comparator.comparingDouble(Results.LearnerScore::loss).reversed())
            .thenComparing(Comparator.comparingInt(Results.LearnerScore::set).reversed());

    private final StageContext context;
    private final Models models;
    private final DistilConfig distil;

    public ChoiceStage(StageContext context, Models models) {
        this.context = context;
        this.models = models;
        this.distil = context.config().distil();
    }

    /** Trainings of learners. */
    public long steps() {
        return (long) context.config().evaluation().methods().size()
                * distil.dpc().size()
                * distil.proposals();
    }

    public void run() {
        Map<EvaluationGrid.Cell, List<Example>> proposals = EvaluationStage.proposals(context);
        SelectGrid grid = new SelectGrid(
                context.folder().proposalScores(),
                1,
                context.streams().child(Stage.CHOICE.label()),
                context.watch(Stage.CHOICE));
        Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>> scores = grid.run(context, models, proposals);
        StageSeal seal = context.seal(Stage.CHOICE);
        for (Method method : context.config().evaluation().methods()) {
            for (int dpc : distil.dpc()) {
                for (int set = 0; set < distil.sets(); set++) {
                    int best = IntStream.range(set * distil.bestOf(), (set + 1) * distil.bestOf())
                            .mapToObj(number -> scores.get(new EvaluationGrid.Cell(method.label(), dpc, number))
                                    .get(0)
                                    .score())
                            .max(BEST_LAST)
                            .orElseThrow()
                            .set();
                    Path file = context.folder().distilled(method.label(), dpc, set);
                    ExampleFiles.write(
                            file,
                            proposals.get(new EvaluationGrid.Cell(method.label(), dpc, best)),
                            context.data().task());
                    seal.add(file);
                }
            }
        }
    }
}
