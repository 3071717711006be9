package io.github.dilm4j.cli;

import io.github.dilm4j.experiment.Experiment;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

/** One experiment with a person watching: progress, a way to stop it, the table at the end. */
final class Run {
    private final Console console;

    Run(Console console) {
        this.console = console;
    }

    /**
     * Runs it.
     *
     * @param again the command that goes on with it
     * @return the exit code
     */
    int of(ExperimentConfig config, Path folder, String again) {
        return of(config, folder, again, Experiment::run);
    }

    /** Like {@link #of(ExperimentConfig, Path, String)}, by another way to run it. */
    int of(ExperimentConfig config, Path folder, String again, Function<Experiment, Results> way) {
        return of(
                folder,
                again,
                (progress, stop) -> way.apply(new Experiment(config, folder, progress, stop)),
                results -> show(results, folder));
    }

    /** The table, and where the report is. */
    void show(Results results, Path folder) {
        ResultTable.of(results).forEach(console::result);
        console.result("report: " + new RunFolder(folder).report());
    }

    /** Work on a run that can be stopped and gone on with. */
    @FunctionalInterface
    interface Work<T> {
        T of(EventSink progress, StopRequest stop);
    }

    /** As {@link #of(ExperimentConfig, Path, String)}, with other work. */
    <T> int of(Path folder, String again, Work<T> work, Consumer<T> show) {
        StopRequest stop = new StopRequest();
        try (Interruption interruption = new Interruption(stop::request, console)) {
            T result;
            try (Progress progress = Progress.on(console)) {
                result = work.of(progress, stop);
            } catch (StopRequest.StoppedException e) {
                console.note("stopped; everything so far is kept in " + folder + ", to go on: " + again);
                return interruption.exitCode();
            }
            show.accept(result);
            return Failures.OK;
        }
    }
}
