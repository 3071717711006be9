package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.audit.Repetition;
import io.github.dilm4j.audit.TrainingTexts;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.config.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes, once a run, what the sets that a generator wrote repeat of the training data. */
final class RepetitionAudit {
    private RepetitionAudit() {}

    /** @param sets of all methods */
    static void write(StageContext context, Map<EvaluationGrid.Cell, List<Example>> sets) {
        Path file = context.folder().repetition();
        List<Method> methods = context.config().evaluation().methods().stream()
                .filter(Method::writes)
                .toList();
        if (methods.isEmpty()) {
            return;
        }
        if (Files.exists(file)) {
            context.seal(Stage.EVALUATION).addIfNew(file);
            return;
        }
        TrainingTexts training = new TrainingTexts(context.data().splits().fit());
        List<Repetition> all = new ArrayList<>();
        for (Method method : methods) {
            for (int dpc : context.config().distil().dpc()) {
                all.add(training.repetition(
                        method.label(),
                        dpc,
                        sets.entrySet().stream()
                                .filter(set -> set.getKey().dpc() == dpc
                                        && set.getKey().method().equals(method.label()))
                                .map(Map.Entry::getValue)
                                .toList()));
            }
        }
        AtomicFiles.writeString(file, Json.pretty(all));
        context.seal(Stage.EVALUATION).add(file);
    }
}
