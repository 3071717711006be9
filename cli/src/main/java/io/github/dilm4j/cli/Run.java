package io.github.dilm4j.cli;

import io.github.dilm4j.experiment.Experiment;
import io.github.dilm4j.experiment.StopRequest;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.nio.file.Path;
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
        StopRequest stop = new StopRequest();
        try (Interruption interruption = new Interruption(stop::request, console)) {
            Results results;
            try (Progress progress = Progress.on(console)) {
                results = way.apply(new Experiment(config, folder, progress, stop));
            } catch (StopRequest.StoppedException e) {
                console.note("stopped; everything so far is kept in " + folder + ", to go on: " + again);
                return interruption.exitCode();
            }
            ResultTable.of(results).forEach(console::result);
            console.result("report: " + new RunFolder(folder).report());
            return Failures.OK;
        }
    }
}
