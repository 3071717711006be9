package io.github.dilm4j.experiment;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.TemporaryFolder;
import io.github.dilm4j.experiment.stage.ChoiceStage;
import io.github.dilm4j.experiment.stage.Data;
import io.github.dilm4j.experiment.stage.DataFiles;
import io.github.dilm4j.experiment.stage.DistillStages;
import io.github.dilm4j.experiment.stage.EvaluationStage;
import io.github.dilm4j.experiment.stage.ModelStage;
import io.github.dilm4j.experiment.stage.Models;
import io.github.dilm4j.experiment.stage.Retries;
import io.github.dilm4j.experiment.stage.SelectionStage;
import io.github.dilm4j.experiment.stage.ServedModels;
import io.github.dilm4j.experiment.stage.StageContext;
import io.github.dilm4j.hub.HubCommits;
import io.github.dilm4j.hub.ModelLocations;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.report.Report;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Sources;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A whole run, from data files to the report, in its own folder. Finished stages are not repeated; an interrupted stage
 * resumes from its last checkpoint.
 */
public final class Experiment {
    private final ExperimentConfig config;
    private final RunFolder folder;
    private final EventSink listener;
    private final StopRequest stop;
    private final Progress downloads;
    private PieceRunner pieces = PieceRunner.LOCAL;

    /** @param listener receives all events, as does the log in the run folder */
    public Experiment(ExperimentConfig config, Path folder, EventSink listener, StopRequest stop) {
        this.config = config;
        this.folder = new RunFolder(folder);
        this.listener = listener;
        this.stop = stop;
        this.downloads = Transfers.fetching(listener); // not in the log: files in the cache are not fetched again
    }

    /** Sets what does the pieces of stages, such as a cluster; the results stay the same. */
    public Experiment on(PieceRunner runner) {
        this.pieces = runner;
        return this;
    }

    /**
     * Runs the stages that are left to do.
     *
     * @throws io.github.dilm4j.base.InputException if the input cannot be used, or the folder holds another run
     * @throws StopRequest.StoppedException if a stop was requested; the same call resumes it later
     */
    public Results run() {
        return run(false);
    }

    /**
     * Like {@link #run}, in a folder whose run had other settings of {@code distil} or {@code evaluation}: their
     * results are moved aside in the folder and made again.
     */
    public Results redo() {
        return run(true);
    }

    /**
     * Checks the folder, the data and the models, as a run does before it starts. Writes nothing to the folder, and
     * passes the warnings to the listener.
     *
     * @param redo whether it is for {@link #redo}
     * @throws io.github.dilm4j.base.InputException if the run would be refused
     */
    public void check(boolean redo) {
        OwnFolder.require(folder);
        try (TemporaryFolder copies = copies()) {
            Prepared prepared = prepare(redo, copies.path());
            warn(prepared.context().data(), prepared.warnings(), listener);
        }
    }

    private Results run(boolean redo) {
        long begin = System.nanoTime();
        OwnFolder.require(folder); // before the lock is written
        try (RunLock lock = RunLock.of(folder.root());
                TemporaryFolder copies = copies()) {
            Prepared prepared = prepare(redo, copies.path());
            try (EventLog log = EventLog.open(folder.events())) {
                StageContext context = prepared.context().with(listener.andThen(log));
                try (Models models = new Models(context)) {
                    // The folder changes only from here on: a config that cannot be used leaves it untouched.
                    prepared.again().ifPresent(redone -> redone.setAside(context.events()));
                    new ConfigGuard(folder).write(config);
                    prepared.sources().write(folder);
                    Manifest manifest = prepared.manifest()
                            .without(prepared.again().map(Redo::stages).orElse(Set.of()));
                    manifest.write(folder.manifest());
                    return run(context, models, manifest, prepared.warnings(), begin);
                }
            }
        }
    }

    /**
     * The result of the checks before the first stage.
     *
     * @param warnings about the models
     */
    private record Prepared(
            Optional<Redo> again, StageContext context, Sources sources, Manifest manifest, List<String> warnings) {}

    private static TemporaryFolder copies() {
        return new TemporaryFolder("dilm4j-rows");
    }

    /** @param copies receives the rows that a cluster reads; the run needs them to its end */
    private Prepared prepare(boolean redo, Path copies) {
        Optional<Redo> again = new ConfigGuard(folder).admit(config, redo);
        Engine.setThreads(config.threads());
        Device device = Device.named(config.device());
        Sources known = Sources.of(folder);
        HubCommits commits = new HubCommits(known.hubCommits());
        ModelLocations locations = ModelLocations.usual(downloads, commits);
        Data data = Data.read(config, new DataFiles.Places(downloads, commits, pieces, copies));
        known.requireLabels(folder, data.task().labels());
        Manifest manifest = Provenance.of(config, data, folder, device, locations);
        StageContext context = new StageContext(
                config,
                locations,
                folder,
                data,
                new RandomStreams(config.seed()),
                new StageContext.Execution(device, listener, stop, pieces));
        OwnFolder.refuseInputs(folder, context.inputs());
        List<String> warnings;
        try (Models models = new Models(context)) {
            warnings = new ArrayList<>(models.check());
            warnings.addAll(new EvaluationStage(context, models).check());
            warnings.addAll(new ServedModels(context).check());
        }
        Sources sources = new Sources(data.task().labels(), commits.byRepository());
        return new Prepared(again, context, sources, manifest, warnings);
    }

    /**
     * @param warnings about the models
     * @param begin of the process, nanoseconds
     */
    private Results run(StageContext context, Models models, Manifest manifest, List<String> warnings, long begin) {
        EventSink events = context.events();
        events.accept(new RunEvent.RunStarted(
                RunEvent.now(),
                config.name(),
                config.seed(),
                context.data().task(),
                config.distil().dpc(),
                context.device().name().toLowerCase(Locale.ROOT)));
        warn(context.data(), warnings, events);
        StageRunner runner = new StageRunner(folder, manifest, events, new Retries(folder, config.health()), stop);
        try {
            Results results = stages(runner, context, models);
            events.accept(new RunEvent.RunFinished(RunEvent.now(), (System.nanoTime() - begin) / 1e9));
            report(events);
            return results;
        } catch (RuntimeException | Error e) {
            ended(e, runner.current(), events);
            throw e;
        }
    }

    private static void warn(Data data, List<String> ofModels, EventSink events) {
        data.warnings().forEach(sentence -> events.accept(new RunEvent.Warning(RunEvent.now(), "data", sentence)));
        ofModels.stream()
                .distinct() // a folder may have several parts in a run
                .forEach(sentence ->
                        events.accept(new RunEvent.Warning(RunEvent.now(), Stage.MODELS.label(), sentence)));
    }

    /** Writes the report. A failure of the report does not fail a run that has its results. */
    private void report(EventSink events) {
        try {
            Report.write(folder.root());
        } catch (RuntimeException e) {
            events.accept(new RunEvent.Warning(
                    RunEvent.now(), "report", "cannot be made; the results are there: " + e.getMessage()));
        }
    }

    /** Writes the log and the report of a run that failed; the run's own failure is the one to report. */
    private void ended(Throwable why, String stage, EventSink events) {
        String message = why.getMessage() == null ? why.toString() : why.getMessage();
        try {
            events.accept(
                    why instanceof StopRequest.StoppedException
                            ? new RunEvent.RunStopped(RunEvent.now(), stage)
                            : new RunEvent.RunFailed(RunEvent.now(), stage, message));
            Report.write(folder.root());
        } catch (RuntimeException e) { // on a full disk, for example
            why.addSuppressed(e);
        }
    }

    private Results stages(StageRunner runner, StageContext context, Models models) {
        DistillStages distill = new DistillStages(context, models);
        ModelStage creation = new ModelStage(context, models);
        runner.run(Stage.MODELS, creation.steps(), creation::run, folder.checkpoints(Stage.MODELS));
        List<Method> methods = config.evaluation().methods();
        if (methods.stream().anyMatch(Method::byGenerator)) {
            runner.run(
                    Stage.LANGUAGE_MODEL,
                    config.languageModel().steps(),
                    distill::trainLanguageModel,
                    folder.checkpoints(Stage.LANGUAGE_MODEL));
        } else {
            runner.leaveOut(Stage.LANGUAGE_MODEL);
        }
        if (methods.stream().anyMatch(Method::byTaughtGenerator)) {
            if (config.selfTraining().used()) {
                runner.leaveOut(Stage.REPSETS);
                runner.run(
                        Stage.MATCHING,
                        (long) config.selfTraining().rounds()
                                * config.selfTraining().training().steps(),
                        distill::trainOnOwnTexts,
                        folder.checkpoints(Stage.MATCHING));
            } else {
                runner.run(Stage.REPSETS, DistillStages.repsetSteps(context), distill::selectRepsets);
                runner.run(
                        Stage.MATCHING,
                        config.matching().training().steps(),
                        distill::matchGradients,
                        folder.checkpoints(Stage.MATCHING),
                        folder.bank());
            }
        } else {
            runner.leaveOut(Stage.REPSETS);
            runner.leaveOut(Stage.MATCHING);
        }
        SelectionStage selection = new SelectionStage(context, models);
        runner.run(Stage.SELECTION, selection.steps(), selection::run);
        if (config.distil().bestOf() > 1) {
            ChoiceStage choice = new ChoiceStage(context, models);
            runner.run(Stage.CHOICE, choice.steps(), choice::run);
        }
        EvaluationStage evaluation = new EvaluationStage(context, models);
        runner.run(Stage.EVALUATION, evaluation.steps(), evaluation::run);
        return Results.read(folder.results());
    }
}
