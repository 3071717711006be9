package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.audit.Repetition;
import io.github.dilm4j.audit.SetCopies;
import io.github.dilm4j.audit.SetsAgainstReal;
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
        SetsAgainstReal audit =
                new SetsAgainstReal(written, context.data().splits().fit());
        context.once(Stage.EVALUATION, context.folder().repetition(), () -> repetition(context, audit));
        context.once(Stage.EVALUATION, context.folder().copies(), () -> copies(context, audit));
        context.once(Stage.EVALUATION, context.folder().nearest(), audit::nearest);
    }

    private static boolean writes(StageContext context, String method) {
        return context.config().evaluation().methods().stream()
                .anyMatch(each -> each.writes() && each.label().equals(method));
    }

    private static List<Repetition> repetition(StageContext context, SetsAgainstReal audit) {
        List<Repetition> all = new ArrayList<>();
        for (Method method : context.config().evaluation().methods()) {
            for (int dpc : context.config().distil().dpc()) {
                audit.repetition(method.label(), dpc).ifPresent(all::add);
            }
        }
        return all;
    }

    /** Warns of a method whose sets hold copies. */
    private static List<SetCopies> copies(StageContext context, SetsAgainstReal audit) {
        List<SetCopies> copies = audit.copies();
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
