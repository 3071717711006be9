package io.github.dilm4j.cli;

import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.served.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows the progress of a run on stderr: a bar on a terminal, occasional lines elsewhere. */
abstract sealed class Progress implements EventSink, AutoCloseable permits ProgressBars, ProgressLines {
    private static final int LABELS_SHOWN = 10;

    private final Console console;

    Progress(Console console) {
        this.console = console;
    }

    static Progress on(Console console) {
        return console.terminal() ? new ProgressBars(console) : new ProgressLines(console, System::nanoTime);
    }

    /** A stage begins; {@code total} is 0 if the number of steps is unknown. */
    abstract void begin(String stage, long total);

    /** {@code step} steps are done, with these metrics of the last. */
    abstract void step(String stage, long step, long total, Map<String, Double> values);

    /** The stage is over. */
    abstract void end(String stage);

    /** A part of an estimate begins. */
    abstract void estimating(String what, int part, int parts);

    /** A permanent line. */
    abstract void line(String text);

    @Override
    public abstract void close();

    @Override
    public final synchronized void accept(RunEvent event) {
        if (event instanceof RunEvent.RunStarted e) {
            line("run " + e.name() + ", seed " + e.seed() + ", on " + e.device() + ", labels "
                    + Abridged.list(e.task().labels(), LABELS_SHOWN));
        } else if (event instanceof RunEvent.SetAside e) {
            setAside(e).ifPresent(what -> line("moved aside, because the settings changed: " + what));
        } else if (event instanceof RunEvent.StageStarted e) {
            begin(e.stage(), e.totalSteps());
        } else if (event instanceof RunEvent.StageFinished e) {
            end(e.stage());
            line(e.stage() + ": done in " + Quantities.duration(e.seconds()) + ", peak memory "
                    + Quantities.bytes(e.peakMemoryBytes()));
        } else if (event instanceof RunEvent.StageSkipped e) {
            line(e.stage() + ": skipped, " + e.why());
        } else if (event instanceof RunEvent.Progress e) {
            step(e.stage(), e.step(), e.totalSteps(), shown(e.values()));
        } else if (event instanceof RunEvent.GeneratorKept e) {
            line(e.stage() + ": kept the generator of step " + e.step() + ", cosine "
                    + Quantities.significant(e.cosine()) + " on the select split");
        } else if (event instanceof RunEvent.LanguageModelKept e) {
            line(e.stage() + ": kept the language model of step " + e.step() + ", " + Quantities.significant(e.nll())
                    + " nats per token on the select split");
        } else if (event instanceof RunEvent.ModelAsked e) {
            line(e.stage() + ": asked " + e.model() + ": "
                    + new Usage(e.requests(), e.cached(), e.promptTokens(), e.completionTokens()).sentence(e.cost()));
        } else if (event instanceof RunEvent.Estimating e) {
            estimating(e.what(), e.part(), e.parts());
        } else if (event instanceof RunEvent.Warning e) {
            line("warning: " + e.stage() + ": " + e.message());
        } else if (event instanceof RunEvent.RunFinished e) {
            line("finished in " + Quantities.duration(e.seconds()));
        }
    }

    private static Optional<String> setAside(RunEvent.SetAside event) {
        List<String> what = new ArrayList<>();
        if (event.sets()) {
            what.add("the distilled sets");
        }
        event.learners().forEach(learner -> what.add("the scores of " + learner));
        return what.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", what));
    }

    final Console console() {
        return console;
    }

    /** {@code loss 0.913, cosine 0.087}. */
    static String metrics(Map<String, Double> values) {
        return metrics(values, Integer.MAX_VALUE);
    }

    /** The first metrics that fit into this number of columns as a whole. */
    static String metrics(Map<String, Double> values, int columns) {
        String all = "";
        for (Map.Entry<String, Double> value : values.entrySet()) {
            String more =
                    (all.isEmpty() ? "" : all + ", ") + value.getKey() + " " + Quantities.significant(value.getValue());
            if (more.length() > columns) {
                break;
            }
            all = more;
        }
        return all;
    }

    /** The metrics for the progress line, without details. */
    private static Map<String, Double> shown(Map<String, Double> values) {
        Map<String, Double> shown = new LinkedHashMap<>(values);
        shown.remove(RunEvent.Progress.LEARNING_RATE);
        return shown;
    }
}
