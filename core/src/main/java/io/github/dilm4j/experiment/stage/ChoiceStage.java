package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.run.SetScore;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StageSeal;
import io.github.dilm4j.run.config.DistilConfig;
import io.github.dilm4j.run.config.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Makes each distilled set the best of {@code distil.bestOf} proposals on the select split. What scores them is
 * {@code distil.bestOfBy}: a fresh learner that is trained on each as in the evaluation, or a language model that reads
 * each as demonstrations. The report split plays no part.
 */
public final class ChoiceStage {
    private final StageContext context;
    private final Models models;
    private final DistilConfig distil;

    public ChoiceStage(StageContext context, Models models) {
        this.context = context;
        this.models = models;
        this.distil = context.config().distil();
    }

    /** Trainings of learners, or evaluations in context. */
    public long steps() {
        int perProposal = switch (distil.bestOfBy()) {
            case LEARNER -> 1;
            case IN_CONTEXT -> context.config().evaluation().inContext().shuffles();
        };
        return (long) context.config().evaluation().methods().size()
                * distil.dpc().size()
                * distil.proposals()
                * perProposal;
    }

    public void run() {
        Map<EvaluationGrid.Cell, List<Example>> proposals = EvaluationStage.proposals(context);
        Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>> measured = measured(proposals);
        StageSeal seal = context.seal(Stage.CHOICE);
        for (Method method : context.config().evaluation().methods()) {
            for (int dpc : distil.dpc()) {
                for (int set = 0; set < distil.sets(); set++) {
                    int best = IntStream.range(set * distil.bestOf(), (set + 1) * distil.bestOf())
                            .mapToObj(number -> new EvaluationGrid.Cell(method.label(), dpc, number))
                            .map(cell -> EvaluationGrid.Measured.mean(cell, measured.get(cell)))
                            .max(SetScore.BY_WORTH) // the first of equals
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

    private Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>> measured(
            Map<EvaluationGrid.Cell, List<Example>> proposals) {
        RandomStreams streams = context.streams().child(Stage.CHOICE.label());
        return switch (distil.bestOfBy()) {
            case LEARNER ->
                new SelectGrid(context.folder().proposalScores(), 1, streams, context.watch(Stage.CHOICE))
                        .run(context, models, proposals);
            case IN_CONTEXT -> new InContextModels(context).choice(proposals, streams);
        };
    }
}
