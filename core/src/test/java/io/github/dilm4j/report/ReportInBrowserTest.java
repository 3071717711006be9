package io.github.dilm4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report in a headless Chromium, if there is one on the path. */
class ReportInBrowserTest {
    private static final int MOST_SECONDS = 60;

    @TempDir
    private Path root;

    @Test
    void theSearchHidesAllOtherTextsWithoutAnError() throws Exception {
        MadeUpRun.finished(root);
        String all = opened("");
        assertThat(all).contains("<input type=\"search\"").doesNotContain(" hidden=\"\"");
        String found = opened("#find=bread+TASTED");
        List<String> shown =
                rows(found).filter(row -> !row.startsWith("hidden")).toList();
        assertThat(shown).isNotEmpty().allMatch(row -> row.contains("bread") && row.contains("tasted"));
        assertThat(rows(found).filter(row -> row.contains("bread") && row.contains("tasted")))
                .hasSameSizeAs(shown);
        assertThat(found).contains(">" + shown.size() + " text");
    }

    /** The rows of the tables of texts, those that are hidden with this word first. */
    private static Stream<String> rows(String page) {
        return Pattern.compile("<tr class=\"l\\d\"( hidden=\"\")?>(.*?)</tr>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(row -> (row.group(1) == null ? "" : "hidden ") + row.group(2));
    }

    /** The page's elements after its script; fails at an error or a request of the page. */
    private String opened(String fragment) throws IOException, InterruptedException {
        Path page = Report.write(root);
        Path out = root.resolve("page.txt");
        Path log = root.resolve("log.txt");
        List<String> command = new ArrayList<>(List.of(browser()));
        command.addAll(List.of(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                "--user-data-dir=" + root.resolve("profile"),
                "--virtual-time-budget=2000",
                "--dump-dom",
                page.toUri() + fragment));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(log.toFile())
                .start();
        assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(log)).doesNotContain(":CONSOLE");
        return Files.readString(out);
    }

    private static String browser() {
        Optional<Path> found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome", "chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(found.isPresent(), "no Chromium or Chrome on the PATH");
        return found.get().toString();
    }
}
