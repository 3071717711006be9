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
        String page = Report.write(root).toUri().toString();
        String all = opened(page);
        assertThat(all).contains("<input type=\"search\"").doesNotContain(" hidden=\"\"");
        String found = opened(page + "#find=bread+TASTED");
        List<String> shown =
                rows(found).filter(row -> !row.startsWith("hidden")).toList();
        assertThat(shown).isNotEmpty().allMatch(row -> row.contains("bread") && row.contains("tasted"));
        assertThat(rows(found).filter(row -> row.contains("bread") && row.contains("tasted")))
                .hasSameSizeAs(shown);
        assertThat(found).contains(">" + shown.size() + " text");
    }

    /** One plane at a time is seen; the buttons are reached by the keyboard, as they are not hidden. */
    @Test
    void theMapHasTwoPlanesToChooseFrom() throws Exception {
        MadeUpRun.finished(root);
        Path page = Report.write(root);
        String probe = """
                <script>
                const shown = id => getComputedStyle(document.querySelector(id)).display + getComputedStyle(document.querySelector(id)).visibility;
                const seen = () => shown('.of-pca') + ' ' + shown('.of-tsne');
                let text = shown('#plane-tsne') + '; ' + seen();
                document.querySelector('#plane-tsne').focus();
                text += '; ' + document.activeElement.id;
                document.activeElement.click();
                document.title = text + '; ' + seen();
                </script></body>""";
        Files.writeString(
                page,
                Files.readString(page)
                        .replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "")
                        .replace("</body>", probe));
        assertThat(opened(page.toUri().toString()))
                .contains("<title>blockvisible; blockvisible nonevisible; plane-tsne; nonevisible blockvisible<");
    }

    /** The rows of the tables of texts, those that are hidden with this word first. */
    private static Stream<String> rows(String page) {
        return Pattern.compile("<tr class=\"l\\d\"( hidden=\"\")?>(.*?)</tr>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(row -> (row.group(1) == null ? "" : "hidden ") + row.group(2));
    }

    /** The page's elements after its script; fails at an error or a request of the page. */
    private String opened(String address) throws IOException, InterruptedException {
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
                address));
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
