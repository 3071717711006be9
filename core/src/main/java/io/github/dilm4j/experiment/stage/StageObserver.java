package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.distill.Observer;
import io.github.dilm4j.distill.TextCounts;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import java.util.List;
import java.util.Map;

/** Turns the reports of a loop into the events of a run. */
final class StageObserver implements Observer {
    private final Stage stage;
    private final String method;
    private final List<String> labels;
    private final EventSink events;
    private final Runnable afterTexts;

    StageObserver(Stage stage, List<String> labels, EventSink events) {
        this(stage, "", labels, events, () -> {});
    }

    private StageObserver(Stage stage, String method, List<String> labels, EventSink events, Runnable afterTexts) {
        this.stage = stage;
        this.method = method;
        this.labels = labels;
        this.events = events;
        this.afterTexts = afterTexts;
    }

    /** This observer for the texts of one method. */
    StageObserver of(String ofMethod) {
        return new StageObserver(stage, ofMethod, labels, events, afterTexts);
    }

    /** This observer with an action after the texts of each label. */
    StageObserver afterTexts(Runnable then) {
        return new StageObserver(stage, method, labels, events, then);
    }

    @Override
    public void step(long step, long totalSteps, Map<String, Double> values) {
        events.accept(new RunEvent.Progress(RunEvent.now(), stage.label(), step, totalSteps, values));
    }

    @Override
    public void learnerStep(int trajectory, long step, double loss) {
        events.accept(new RunEvent.LearnerProgress(RunEvent.now(), stage.label(), trajectory, step, loss));
    }

    @Override
    public void textsWritten(long round, int label, TextCounts counts) {
        events.accept(new RunEvent.TextsWritten(
                RunEvent.now(),
                stage.label(),
                method,
                round,
                labels.get(label),
                counts.written(),
                counts.kept(),
                counts.empty(),
                counts.cutOff(),
                counts.identicalPairs(),
                counts.duplicates()));
        afterTexts.run();
    }

    @Override
    public void generatorKept(long step, double cosine) {
        events.accept(new RunEvent.GeneratorKept(RunEvent.now(), stage.label(), step, cosine));
    }

    @Override
    public void languageModelKept(long step, double nll) {
        events.accept(new RunEvent.LanguageModelKept(RunEvent.now(), stage.label(), step, nll));
    }

    @Override
    public void warning(String sentence) {
        events.accept(new RunEvent.Warning(RunEvent.now(), stage.label(), sentence));
    }

    @Override
    public void warning(int label, String sentence) {
        warning((method.isEmpty() ? "" : method + ", ") + "label '" + labels.get(label) + "': " + sentence);
    }
}
