package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.audit.NearestReal;
import io.github.dilm4j.audit.Repetition;
import io.github.dilm4j.audit.SetCopies;
import io.github.dilm4j.audit.TrainingTexts;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.config.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes, once a run, how much the generated sets repeat the training data, and what each text is nearest to. */
final class RepetitionAudit {
    private RepetitionAudit() {}

    /** @param sets of all methods */
    static void write(StageContext context, Map<EvaluationGrid.Cell, List<Example>> sets) {
        List<SetCopies.Named> written = sets.entrySet().stream()
                .filter(set -> writes(context, set.getKey().method()))
                .map(set -> new SetCopies.Named(
                        set.getKey().method(), set.getKey().dpc(), set.getKey().set(), set.getValue()))
                .toList();
        if (written.isEmpty()) {
            return;
        }
        context.once(Stage.EVALUATION, context.folder().repetition(), () -> repetition(context, written));
        context.once(Stage.EVALUATION, context.folder().copies(), () -> copies(context, written));
        context.once(
                Stage.EVALUATION,
                context.folder().nearest(),
                () -> NearestReal.of(written, context.data().splits().fit()));
    }

    private static boolean writes(StageContext context, String method) {
        return context.config().evaluation().methods().stream()
                .anyMatch(each -> each.writes() && each.label().equals(method));
    }

    private static List<Repetition> repetition(StageContext context, List<SetCopies.Named> written) {
        TrainingTexts training = new TrainingTexts(context.data().splits().fit());
        List<Repetition> all = new ArrayList<>();
        for (Method method : context.config().evaluation().methods()) {
            for (int dpc : context.config().distil().dpc()) {
                List<List<Example>> sets = written.stream()
                        .filter(set -> set.method().equals(method.label()) && set.dpc() == dpc)
                        .map(SetCopies.Named::texts)
                        .toList();
                if (!sets.isEmpty()) {
                    all.add(training.repetition(method.label(), dpc, sets));
                }
            }
        }
        return all;
    }

    /** Warns of a method whose sets hold copies. */
    private static List<SetCopies> copies(StageContext context, List<SetCopies.Named> written) {
        List<SetCopies> copies = SetCopies.of(written, context.data().splits().fit());
        for (Method method : context.config().evaluation().methods()) {
            List<SetCopies> ofMethod = copies.stream()
                    .filter(set -> set.method().equals(method.label()))
                    .toList();
            int found = ofMethod.stream().mapToInt(SetCopies::all).sum();
            if (found > 0) {
                context.events()
                        .accept(new RunEvent.Warning(
                                RunEvent.now(),
                                Stage.EVALUATION.label(),
                                method.label() + ": " + found + " of "
                                        + ofMethod.stream()
                                                .mapToInt(SetCopies::texts)
                                                .sum()
                                        + " texts of its sets are copies of real texts ("
                                        + ofMethod.stream()
                                                .mapToInt(SetCopies::verbatim)
                                                .sum()
                                        + " verbatim); the report lists them by set"));
            }
        }
        return copies;
    }
}
