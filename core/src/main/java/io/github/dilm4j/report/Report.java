package io.github.dilm4j.report;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.RunFolder;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Writes {@code report.html}: one file without network access. It is complete without script; one script, the same in
 * every report, adds the search of texts. Its policy forbids the browser to load anything or to run another script. Once there are results, tables of the scores are written beside it. It can be written again at any time,
 * also during a run or after a failure.
 */
public final class Report {
    private static final String FOLDER = "io/github/dilm4j/report";
    private static final String ESCAPING = "untrusted";

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
        String css = resource("report.css");
        Map<String, Object> page = new HashMap<>();
        page.put("css", css);
        page.put("cssHash", "'sha256-" + base64Sha256(css) + "'");
        String script = resource("report.js");
        page.put("script", script);
        page.put("scriptHash", "'sha256-" + base64Sha256(script) + "'");
        page.put("headline", Headline.of(run));
        page.put("opening", Opening.of(run));
        page.put("scores", ScoreSection.of(run));
        page.put("otherScores", ScoreSection.others(run));
        page.put("metrics", MetricSection.of(run));
        page.put("curves", CurveSection.of(run));
        page.put("texts", TextSection.of(run));
        page.put("map", MapSection.of(run));
        page.put("repetition", RepetitionSection.of(run));
        page.put("stages", StageSection.of(run));
        page.put("executors", ExecutorSection.of(run));
        page.put("settings", SettingsSection.of(run));
        StringWriter out = new StringWriter();
        try {
            engine().getTemplate("report.html").evaluate(out, page, Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException("report.html: cannot be made", e);
        }
        return out.toString();
    }

    private static PebbleEngine engine() {
        ClasspathLoader loader = new ClasspathLoader(Report.class.getClassLoader());
        loader.setPrefix(FOLDER);
        return new PebbleEngine.Builder()
                .loader(loader)
                .strictVariables(true)
                .addEscapingStrategy(ESCAPING, Untrusted::escape)
                .defaultEscapingStrategy(ESCAPING)
                .build();
    }

    static String resource(String name) {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + FOLDER + "/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": cannot be read", e);
        }
    }

    private static String base64Sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
