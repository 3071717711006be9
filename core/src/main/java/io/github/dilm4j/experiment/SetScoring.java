package io.github.dilm4j.experiment;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.experiment.stage.Data;
import io.github.dilm4j.experiment.stage.EvaluationGrid;
import io.github.dilm4j.experiment.stage.EvaluationStage;
import io.github.dilm4j.experiment.stage.Models;
import io.github.dilm4j.experiment.stage.SelectGrid;
import io.github.dilm4j.experiment.stage.StageContext;
import io.github.dilm4j.experiment.stage.StageWatch;
import io.github.dilm4j.hub.HubCommits;
import io.github.dilm4j.hub.ModelLocations;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.PeakMemory;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.SetScore;
import io.github.dilm4j.run.Sources;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Scores the sets of a finished run on its select split, to choose among them. A choice by the report split would make
 * the score there too high. Scores are kept in the run folder, so that a stopped scoring resumes.
 */
public final class SetScoring {
    private static final int DIGEST = 16; // hexadecimal digits

    private SetScoring() {}

    /**
     * Trains as many fresh learners on each set as the evaluation does.
     *
     * @param listener receives the progress
     * @param pieces does the trainings
     * @return one score per set, in the order of sizes, methods and sets
     * @throws InputException if there is no select split, or the folder is in use
     * @throws StopRequest.StoppedException if a stop was requested; the same call resumes it later
     */
    public static List<SetScore> of(
            ExperimentConfig config, Path folder, EventSink listener, StopRequest stop, PieceRunner pieces) {
        RunFolder run = new RunFolder(folder);
        try (RunLock lock = RunLock.of(folder)) {
            Engine.setThreads(config.threads());
            Transfers downloads = Transfers.fetching(listener);
            HubCommits commits = new HubCommits(Sources.of(run).hubCommits());
            Data data = Data.read(config, downloads, commits);
            if (data.splits().select().isEmpty()) {
                throw new InputException(
                        "data.select: sets are chosen on the select split, and there is none; name its files");
            }
            return scores(new StageContext(
                    config,
                    ModelLocations.usual(downloads, commits),
                    run,
                    data,
                    new RandomStreams(config.seed()).child("choice of sets"),
                    new StageContext.Execution(Device.named(config.device()), listener, stop, pieces)));
        }
    }

    private static List<SetScore> scores(StageContext context) {
        try (Models models = new Models(context)) {
            Map<EvaluationGrid.Cell, List<Example>> sets = EvaluationStage.sets(context);
            SelectGrid grid = new SelectGrid(
                    context.folder().selectScores(digest(context, sets.keySet())),
                    context.config().evaluation().learnersPerSet(),
                    context.streams(),
                    new StageWatch(Stage.CHOICE, context.events(), context.stop()));
            context.events().accept(new RunEvent.StageStarted(RunEvent.now(), Stage.CHOICE.label(), grid.steps(sets)));
            PeakMemory memory = new PeakMemory();
            memory.reset();
            long begin = System.nanoTime();
            List<SetScore> scores = new ArrayList<>();
            grid.run(context, models, sets)
                    .forEach((cell, runs) -> scores.add(EvaluationGrid.Measured.mean(cell, runs)));
            context.events()
                    .accept(new RunEvent.StageFinished(
                            RunEvent.now(), Stage.CHOICE.label(), (System.nanoTime() - begin) / 1e9, memory.bytes()));
            return scores;
        }
    }

    /** The file's name depends on the sets and the settings, so that scores of others are never used. */
    private static String digest(StageContext context, Set<EvaluationGrid.Cell> sets) {
        StringBuilder all = new StringBuilder(context.config().toYaml());
        for (EvaluationGrid.Cell cell : sets) {
            all.append(Sha256.of(context.folder().distilled(cell.method(), cell.dpc(), cell.set())))
                    .append('\n');
        }
        return Sha256.of(all.toString()).substring(0, DIGEST);
    }
}
