package io.github.dilm4j.report;

import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Results.Difference;
import io.github.dilm4j.run.RunEvent.Progress;
import io.github.dilm4j.run.RunEvent.RunFailed;
import io.github.dilm4j.run.RunEvent.RunFinished;
import io.github.dilm4j.run.RunEvent.RunStarted;
import io.github.dilm4j.run.RunEvent.RunStopped;
import io.github.dilm4j.run.RunEvent.Warning;
import io.github.dilm4j.statistics.Comparison;
import io.github.dilm4j.statistics.Summary;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The main result.
 *
 * @param about task, metric, split
 * @param state empty if the run ended well, or a sentence
 * @param scope the scope of the tests, or empty
 */
record Headline(
        String title,
        String about,
        String date,
        String verdict,
        String state,
        List<Card> cards,
        String scope,
        List<String> warnings) {

    /** One size. */
    record Card(
            int dpc,
            String mean,
            String sd,
            String learners,
            String rival,
            String difference,
            String meaning,
            String style) {}

    static Headline of(RunRecord run) {
        List<Verdict> verdicts = Verdict.of(
                run.scores(Results.LEARNER),
                run.differences(Results.LEARNER),
                dpc -> run.results()
                        .map(results -> results.atChance(Results.LEARNER, dpc))
                        .orElse(false));
        return new Headline(
                run.last(RunStarted.class)
                        .map(RunStarted::name)
                        .or(() -> run.task().map(Task::name))
                        .orElse("A run"),
                about(run),
                run.last(RunStarted.class).map(e -> Words.day(e.atMillis())).orElse(""),
                verdicts.isEmpty() ? withoutDilm(run) : Verdict.sentence(verdicts),
                state(run),
                verdicts.stream().map(Headline::card).toList(),
                Verdict.scope(run.differences(Results.LEARNER)),
                warnings(run));
    }

    private static List<String> warnings(RunRecord run) {
        Stream<String> ofLog = Stream.of(run.unknownLines())
                .filter(lines -> lines > 0)
                .map(lines -> "of another version of the program, left out here: " + Words.counted(lines, "line")
                        + " of events.jsonl");
        Stream<String> ofRun = run.all(Warning.class)
                .map(w -> (w.stage().isEmpty() ? "" : Words.stage(w.stage()) + ": ") + w.message())
                .distinct();
        return Stream.concat(ofLog, ofRun).toList();
    }

    private static String withoutDilm(RunRecord run) {
        if (run.scores().isEmpty()) {
            return "There are no scores yet.";
        }
        return run.results().isPresent()
                ? "DiLM is not among the methods of this run."
                : "There are no scores of DiLM yet.";
    }

    private static String about(RunRecord run) {
        Optional<Task> task = run.task();
        if (task.isEmpty()) {
            return "";
        }
        String labels = Words.list(task.get().labels());
        String metric = Words.metric(task.get());
        return task.get().name() + " · " + labels + " · "
                + run.results()
                        .map(r -> metric + " on " + Words.count(r.reportSplit().examples()) + " examples of "
                                + r.reportSplit().path())
                        .orElse(metric);
    }

    private static String state(RunRecord run) {
        for (int i = run.events().size() - 1; i >= 0; i--) {
            if (run.events().get(i) instanceof RunFinished) {
                return "";
            }
            if (run.events().get(i) instanceof RunStopped stopped) {
                return "The run was stopped" + inStage(stopped.stage()) + "; the same command resumes it.";
            }
            if (run.events().get(i) instanceof RunFailed failed) {
                return "The run failed" + inStage(failed.stage()) + ": " + failed.message();
            }
            if (run.events().get(i) instanceof RunStarted || run.events().get(i) instanceof Progress) {
                break;
            }
        }
        return run.last(Progress.class)
                .map(p -> "The run has not finished. Its log ends in the stage ‘" + Words.stage(p.stage()) + "’, step "
                        + Words.count(p.step()) + (p.totalSteps() > 0 ? " of " + Words.count(p.totalSteps()) : "")
                        + ".")
                .orElse("The run has not finished; its results so far are shown below.");
    }

    private static String inStage(String stage) {
        return stage.isEmpty() ? "" : " in the stage ‘" + Words.stage(stage) + "’";
    }

    private static String interval(Difference difference) {
        Comparison comparison = difference.comparison();
        return Words.points(comparison.difference()) + " points (95 % interval " + Words.points(comparison.low())
                + " to " + Words.points(comparison.high()) + "), corrected "
                + Words.pValue(difference.correctedPValue());
    }

    private static Card card(Verdict verdict) {
        Summary dilm = verdict.dilm().summary();
        return new Card(
                verdict.dpc(),
                Words.percent(dilm.mean()),
                Words.plusMinus(100 * dilm.sd(), dilm.n()),
                Words.counted(dilm.n(), "learner"),
                verdict.rival()
                        .map(r -> "Best other: " + Words.method(r.method()) + ", " + Words.meanAndSd(r.summary()))
                        .orElse(""),
                verdict.difference().map(Headline::interval).orElse(""),
                verdict.meaning(),
                verdict.style());
    }
}
