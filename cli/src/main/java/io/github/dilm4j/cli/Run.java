package io.github.dilm4j.cli;

import io.github.dilm4j.experiment.Experiment;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs an experiment for a user: with progress, signals that stop it, and the table at the end. */
final class Run {
    private final Console console;
    private final EventSink also;
    private final Optional<String> address;

    Run(Console console) {
        this(console, EventSink.NONE, Optional.empty());
    }

    /**
     * @param also receives the events after the progress display
     * @param address of the run folder, if it is a copy on this machine that is deleted at the end
     */
    Run(Console console, EventSink also, Optional<String> address) {
        this.console = console;
        this.also = also;
        this.address = address;
    }

    /**
     * Runs it.
     *
     * @param again the command that resumes it
     * @return the exit code
     */
    int of(ExperimentConfig config, Path folder, String again) {
        return of(config, folder, again, Experiment::run);
    }

    /** Like {@link #of(ExperimentConfig, Path, String)}, for another way to run it. */
    int of(ExperimentConfig config, Path folder, String again, Function<Experiment, Results> way) {
        return of(
                folder,
                again,
                (progress, stop) -> way.apply(new Experiment(config, folder, progress, stop)),
                results -> show(results, folder));
    }

    /** Prints the table and the report's path. */
    void show(Results results, Path folder) {
        ResultTable.of(results).forEach(console::result);
        Path report = new RunFolder(folder).report();
        console.result("report: "
                + address.map(place -> place + "/" + report.getFileName()).orElse(report.toString()));
    }

    /** Work on a run that can be stopped and resumed. */
    @FunctionalInterface
    interface Work<T> {
        T of(EventSink progress, StopRequest stop);
    }

    /** Like {@link #of(ExperimentConfig, Path, String)}, with other work. */
    <T> int of(Path folder, String again, Work<T> work, Consumer<T> show) {
        StopRequest stop = new StopRequest();
        try (Interruption interruption = new Interruption(stop::request, console)) {
            T result;
            try (Progress progress = Progress.on(console)) {
                result = work.of(progress.andThen(also), stop);
            } catch (StopRequest.StoppedException e) {
                console.note("stopped; everything so far is kept in " + address.orElse(folder.toString())
                        + ", to go on: " + again);
                return interruption.exitCode();
            }
            show.accept(result);
            return Failures.OK;
        }
    }
}
