package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.run.SetScore;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StageSeal;
import io.github.dilm4j.run.config.DistilConfig;
import io.github.dilm4j.run.config.DistilConfig.BestOfBy;
import io.github.dilm4j.run.config.Method;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes each distilled set the best of {@code distil.bestOf} proposals on the select split. What scores them is
 * {@code distil.bestOfBy}: a fresh learner that is trained on each as in the evaluation, or a language model that reads
 * each as demonstrations. With {@code evaluation.inContext.keepOrder}, the language model also chooses the order. The
 * report split plays no part.
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
        RandomStreams streams = context.streams().child(Stage.CHOICE.label());
        Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>> measured = measured(proposals, streams);
        StageSeal seal = context.seal(Stage.CHOICE);
        for (Method method : context.config().evaluation().methods()) {
            for (int dpc : distil.dpc()) {
                for (int set = 0; set < distil.sets(); set++) {
                    Candidate best = IntStream.range(set * distil.bestOf(), (set + 1) * distil.bestOf())
                            .mapToObj(number -> new EvaluationGrid.Cell(method.label(), dpc, number))
                            .flatMap(cell -> candidates(cell, proposals.get(cell), measured.get(cell), streams))
                            .max(Comparator.comparing(Candidate::score, SetScore.BY_WORTH)) // the first of equals
                            .orElseThrow();
                    Path file = context.folder().distilled(method.label(), dpc, set);
                    ExampleFiles.write(file, best.examples(), context.data().task());
                    seal.add(file);
                }
            }
        }
    }

    /** A proposal in one order, with what it scored. */
    private record Candidate(SetScore score, List<Example> examples) {}

    private Stream<Candidate> candidates(
            EvaluationGrid.Cell cell,
            List<Example> proposal,
            List<EvaluationGrid.Measured> measured,
            RandomStreams streams) {
        if (!choosesOrders()) {
            return Stream.of(new Candidate(EvaluationGrid.Measured.mean(cell, measured), proposal));
        }
        InContextModels models = new InContextModels(context);
        return measured.stream()
                .map(one -> new Candidate(
                        EvaluationGrid.Measured.mean(cell, List.of(one)),
                        models.ordered(cell, proposal, one.score().learner(), streams)));
    }

    private boolean choosesOrders() {
        return distil.bestOfBy() == BestOfBy.IN_CONTEXT
                && context.config().evaluation().inContext().keepOrder();
    }

    private Map<EvaluationGrid.Cell, List<EvaluationGrid.Measured>> measured(
            Map<EvaluationGrid.Cell, List<Example>> proposals, RandomStreams streams) {
        return switch (distil.bestOfBy()) {
            case LEARNER ->
                new SelectGrid(context.folder().proposalScores(), 1, streams, context.watch(Stage.CHOICE))
                        .run(context, models, proposals);
            case IN_CONTEXT -> new InContextModels(context).choice(proposals, streams);
        };
    }
}
