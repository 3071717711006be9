package io.github.dilm4j.report;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.RunFolder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes {@code report.html}: one file without network access. It is complete without script; one script, the same in
 * every report, adds the search of texts. Its policy forbids the browser to load anything or to run another script. Once there are results, tables of the scores are written beside it. It can be written again at any time,
 * also during a run or after a failure.
 */
public final class Report {
    private Report() {}

    /**
     * Reads the run folder and writes its report and the tables beside it.
     *
     * @return the report's file
     * @throws InputException if there is no such folder, or one of its files is damaged
     */
    public static Path write(Path runFolder) {
        RunFolder folder = new RunFolder(runFolder);
        RunRecord run = RunRecord.read(folder);
        run.results().map(ScoreTables::new).ifPresent(tables -> {
            AtomicFiles.writeString(folder.scoresCsv(), tables.csv());
            AtomicFiles.writeString(folder.scoresLatex(), tables.latex());
        });
        AtomicFiles.writeString(folder.report(), html(run));
        return folder.report();
    }

    static String html(RunRecord run) {
        Map<String, Object> page = new HashMap<>();
        page.put("headline", Headline.of(run));
        page.put("opening", Opening.of(run));
        page.put("scores", ScoreSection.of(run));
        page.put("otherScores", ScoreSection.others(run));
        page.put("transfer", TransferSection.of(run));
        page.put("metrics", MetricSection.of(run));
        page.put("curves", CurveSection.of(run));
        page.put("texts", TextSection.of(run));
        page.put("map", MapSection.of(run));
        page.put("repetition", RepetitionSection.of(run));
        page.put("stages", StageSection.of(run));
        page.put("executors", ExecutorSection.of(run));
        page.put("repeat", RepeatSection.of(run));
        page.put("settings", SettingsSection.of(run));
        return Page.of("report.html", page);
    }
}
