package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunFolder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int dilm(Object... arguments) {
        return new Dilm(new Console(new PrintWriter(out), new PrintWriter(err), false, 100))
                .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }

    /** Writes a run in which the sets of the method dilm have these scores, and those of random half of them. */
    private Path run(String name, int examples, double... sets) throws Exception {
        List<Results.LearnerScore> runs = new ArrayList<>();
        for (int set = 0; set < sets.length; set++) {
            runs.add(new Results.LearnerScore(set, 0, sets[set], 1));
        }
        Path run = Files.createDirectory(folder.resolve(name));
        new Results(
                        new Task("films", List.of("text"), "label", List.of("bad", "good"), Metric.ACCURACY),
                        new Results.ReportSplit("test.tsv", examples, 0.5),
                        List.of(),
                        List.of(
                                new Results.Scores(Results.LEARNER, "dilm", 5, runs),
                                new Results.Scores(Results.LEARNER, name, 5, runs)),
                        List.of())
                .write(new RunFolder(run).results());
        return run;
    }

    @Test
    void runsStandSideBySideWithTheDifferenceToTheFirst() throws Exception {
        Path one = run("one", 100, 0.5, 0.6);
        Path two = run("two", 100, 0.8, 0.9);
        Path csv = folder.resolve("both.csv");
        assertThat(dilm("compare", one, two, "--csv", csv)).as(err.toString()).isZero();
        // Welch's test with equal variances and two sets each: 30 points ± 4.3027 · sqrt(0.005)
        assertThat(out.toString()).isEqualTo(String.format(Locale.ROOT, """
            [1] %s
            [2] %s

            dpc 5, %%             [1]                           [2]
            dilm      55.0 ± 7.1 (2)  85.0 ± 7.1 (2) [-0.4, +60.4]
            one       55.0 ± 7.1 (2)                             –
            two                    –                85.0 ± 7.1 (2)
            """, one, two));
        assertThat(Files.readAllLines(csv))
                .hasSize(5)
                .element(2)
                .asString()
                .matches("\"" + two
                        + "\",\"learner\",5,\"dilm\",0\\.850*\\d*,0\\.0707\\d*,2,0\\.30*\\d*,-0\\.00424\\d*,0\\.604\\d*,"
                        + "0\\.0513\\d*");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void thePageShowsAllRunsAndEscapesTheirNames() throws Exception {
        Path one = run("one", 100, 0.5, 0.6);
        Path two = run("<b>two", 50, 0.8, 0.9);
        Path html = folder.resolve("both.html");
        assertThat(dilm("compare", one, two, "--html", html)).as(err.toString()).isZero();
        assertThat(html)
                .content()
                .contains(
                        "<title>Comparison of 2 runs · dilm4j</title>",
                        "&lt;b&gt;two</bdi></li>",
                        "<td>55.0 ± 7.1 <span class=\"n\">(2)</span></td><td>85.0 ± 7.1 <span class=\"n\">(2)</span>"
                                + "<span class=\"against\">+30.0 [−0.4, +60.4], p = 0.051</span></td>",
                        "their scores cannot be compared",
                        "<figcaption><bdi>DiLM</bdi></figcaption><svg")
                .doesNotContain("<b>", "<script");
        assertThat(Pattern.compile("<figure>").matcher(Files.readString(html)).results())
                .as("one chart for each method")
                .hasSize(3);
    }

    @Test
    void theTableReplacesNoFileOfARunAndOthersOnlyIfForced() throws Exception {
        Path one = run("one", 100, 0.5, 0.6);
        Path results = new RunFolder(one).results();
        String before = Files.readString(results);
        assertThat(dilm("compare", one, one, "--force", "--csv", results)).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo(results + ": lies in an input of the command, RUN; name another place with --csv\n");
        assertThat(results).hasContent(before);
        Path mine = Files.writeString(folder.resolve("mine.csv"), "mine");
        assertThat(dilm("compare", one, one, "--csv", mine)).isEqualTo(2);
        assertThat(mine).hasContent("mine");
        assertThat(dilm("compare", one, one, "--force", "--csv", mine)).isZero();
        assertThat(mine).content().startsWith("run,learner,");
    }

    @Test
    void runsOfOtherDataAreCautionedAboutAndUnfinishedOnesRefused() throws Exception {
        assertThat(dilm("compare", run("one", 100, 0.5, 0.6), run("two", 50, 0.5, 0.6)))
                .isZero();
        assertThat(err.toString())
                .contains("the runs have different numbers of examples to report on, [100, 50]: their scores cannot be"
                        + " compared");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(dilm("compare", empty, empty)).isEqualTo(2);
        assertThat(err.toString()).contains(empty + ": holds no results.json");
    }
}
