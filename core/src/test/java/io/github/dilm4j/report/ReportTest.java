package io.github.dilm4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.LoadedClasses;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunEvent.Progress;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

public class ReportTest {
    private static final String ATTACK =
            "</script></style></title><img src=x onerror=alert(1)>\"'`>{{ 7*7 }}\u202Eevil\u0000\u001B[31m\u200B";

    @TempDir
    Path root;

    private RunFolder folder;

    @BeforeEach
    void folder() {
        folder = new RunFolder(root);
    }

    private String html() throws IOException {
        return Files.readString(Report.write(root));
    }

    private void log(RunEvent... events) {
        try (EventLog log = EventLog.open(folder.events())) {
            List.of(events).forEach(log::accept);
        }
    }

    @Test
    void aFinishedRunShowsEverySection() throws IOException {
        MadeUpRun.finished(root);
        String html = html();
        assertThat(html)
                .contains("<h1><bdi>Meals on two cores</bdi></h1>")
                .contains("meals · negative and positive · accuracy on 872 examples of data/dev.tsv")
                .contains(
                        "<p class=\"verdict\">DiLM is clearly ahead of the best other method at 5 examples per class, clearly"
                                + " behind it at 20 and too close to it to call at 10. It reaches ")
                .contains("<p class=\"meaning\">K-centers is better on these sets; chance alone would hardly show this"
                        + " difference.</p>")
                .contains(
                        "Bars begin at 50, which is 100 over the number of labels; always naming the most common label may score higher. Whiskers")
                .contains("P-values are corrected for 15 comparisons by Holm’s method.</p>", "), corrected p ")
                .contains(
                        "<h2>All methods</h2>",
                        "<h2>The distilled texts</h2>",
                        "<summary><bdi>DiLM · 5 per class</bdi> <span class=\"size\">2 sets, 20 texts</span></summary>",
                        "<summary><bdi>Random · 5 per class</bdi> <span class=\"size\">2 sets, 20 texts</span></summary>",
                        "<td>2</td><td><bdi>positive</bdi></td><td class=\"texts\"><bdi class=\"text\">",
                        "<td>12,011 (94 %)</td>",
                        "<h2>Repetition of training texts</h2>",
                        "<bdi>DiLM</bdi></th><td>5</td><td>20</td><td>1</td><td>0.31</td><td>0.52</td><td>1.00</td>",
                        "<h2>Training</h2>",
                        "Cosine of real and synthetic gradient",
                        "59 not finite",
                        "12 learners",
                        "<h2>Time and memory</h2>",
                        "<th scope=\"row\">Gradient matching</th><td>1 h 38 min</td>",
                        "<h2>Settings</h2>",
                        "<dt>Root seed</dt><dd><bdi>7</bdi></dd>",
                        "labels: [negative, positive]")
                .doesNotContain("has not finished");
        assertThat(html.length()).isLessThan(400_000);
    }

    @Test
    void theFirstScreenHoldsTheScoresAgainstFullDataAndShowsTexts() throws IOException {
        MadeUpRun.finished(root);
        String html = html();
        String first = html.substring(0, html.indexOf("<nav"));
        assertThat(first)
                .containsPattern(
                        "It reaches \\d\\d\u00a0%, \\d\\d\u00a0% and \\d\\d\u00a0% of the score of all 6,720 training examples"
                                + " \\(88\\.5\u00a0%\\) at 5, 10 and 20 per class\\.")
                .contains(">Full data</text>", "class=\"chosen s0\"", "per class: ");
        assertThat(first.split("<bdi class=\"text\">", -1)).hasSize(1 + 3);
        assertThat(html)
                .contains(
                        "<tfoot><tr><th scope=\"row\">Full data</th><td colspan=\"3\">88.5 ± 0.7 (2), of 6,720 examples"
                                + " with 1,000 steps</td></tr></tfoot>")
                .containsPattern("class=\"n\">\\(25\\)</span> <span class=\"n\">\\d\\d %</span>")
                .containsPattern(
                        "p [<=] 0\\.\\d+</span><span class=\"against\">in pairs p [<=] 0\\.\\d+; \\d+ sets for 1 point");
    }

    @Test
    void theScoresLieBesideItAsCsvAndLatex() throws IOException {
        MadeUpRun.finished(root);
        html();
        List<String> csv = Files.readAllLines(folder.scoresCsv());
        assertThat(csv).hasSize(1 + 6 * 3 + 1);
        assertThat(csv.get(0))
                .isEqualTo("learner,method,dpc,sets,n,mean,sd,low,high,shareOfFullData,macroF1,matthewsCorrelation,"
                        + "expectedCalibrationError");
        assertThat(csv.get(1)).matches("learner,random,5,5,25(,0\\.\\d{6}){8}");
        assertThat(csv.get(19)).isEqualTo("learner,full-data,,1,2,0.885000,0.007071,,,1.000000,,,");
        assertThat(folder.scoresLatex())
                .content()
                .startsWith("% learner, 872 examples; mean and standard deviation, per cent\n\\begin{tabular}{lrrr}\n")
                .containsPattern("\nDiLM & \\\\textbf\\{[\\d.]+ \\$\\\\pm\\$ [\\d.]+\\} & ")
                .endsWith("Full data" + " & 88.5 $\\pm$ 0.7".repeat(3) + " \\\\\n\\hline\n\\end{tabular}\n");
    }

    @Test
    void namesKeepTheirPlaceInTheTables() throws IOException {
        scores(new Results.Scores(
                "a_b & \"c\", in context", "random", 5, List.of(new Results.LearnerScore(0, 0, 0.5, 1))));
        html();
        assertThat(Files.readAllLines(folder.scoresCsv()).get(1))
                .startsWith("\"a_b & \"\"c\"\", in context\",random,5,1,1,0.500000,");
        assertThat(folder.scoresLatex()).content().startsWith("% a\\_b \\& \"c\", in context, 1 examples");
    }

    @Test
    void everyLinkOfTheContentsLeadsToASection() throws IOException {
        MadeUpRun.finished(root);
        String html = html();
        List<String> targets = Pattern.compile("href=\"#([a-z]+)\"")
                .matcher(html)
                .results()
                .map(m -> m.group(1))
                .toList();
        assertThat(targets)
                .containsExactly(
                        "scores", "figures", "texts", "map", "repetition", "training", "cost", "repeat", "settings")
                .allSatisfy(target -> assertThat(html).contains("<section id=\"" + target + "\""));
    }

    @Test
    void errorsAreCountedByLabelAndFurtherFiguresByMethod() throws IOException {
        MadeUpRun.finished(root);
        assertThat(html())
                .contains(
                        "Confusion matrix: DiLM, 20 per class, all learners together",
                        "<bdi>negative</bdi></th><td class=\"q4\">7,000</td><td class=\"q2\">3,700</td><td>76.9</td><td>65.4</td>"
                                + "<td>70.7</td>")
                .containsPattern(
                        "<bdi>Herding</bdi></th><td>10</td><td>[\\d.]+ ± [\\d.]+</td><td>0\\.\\d{3} ± 0\\.\\d{3}</td>");
    }

    @Test
    void theTextsOfALabelCanBePicked() throws IOException {
        MadeUpRun.finished(root);
        assertThat(html())
                .contains(
                        "<input class=\"pick f1\" type=\"radio\" name=\"texts-0\" id=\"texts-0-1\"><label class=\"pick\""
                                + " for=\"texts-0-1\"><bdi>positive</bdi></label>",
                        ".f1:checked ~ .wide tbody tr:not(.l1)",
                        "<tr class=\"l1\"><td>1</td><td><bdi>positive</bdi></td>");
    }

    @Test
    void learnersOfTheChoiceAndTheEvaluationAreNoCourseOfATraining() throws IOException {
        log(
                new Progress(1, "matching", 1, 2, Map.of(Progress.LOSS, 0.5)),
                new Progress(2, "choice", 1, 2, Map.of("score", 0.5)),
                new Progress(2, "evaluation", 1, 2, Map.of("score", 0.5)));
        assertThat(html())
                .contains("<figcaption>Loss <span>Matching</span>")
                .doesNotContain("<figcaption>Score <span>");
    }

    @Test
    void theSameFolderGivesTheSameBytes() throws IOException {
        MadeUpRun.finished(root);
        assertThat(html()).isEqualTo(html());
    }

    /** The test runs this class in its own class loader. */
    public static final class Writing implements Consumer<Path> {
        @Override
        public void accept(Path run) {
            Report.write(run);
        }
    }

    @Test
    void aReportIsWrittenWithoutTheEngine() throws Exception {
        MadeUpRun.finished(root);
        assertThat(LoadedClasses.by(Writing.class, root))
                .contains(Report.class.getName())
                .noneMatch(LoadedClasses::isOfTheEngine);
    }

    @Test
    void nothingIsLoadedAndThePolicyHoldsTheHashesOfStyleSheetAndScript() throws Exception {
        MadeUpRun.finished(root);
        String html = html();
        assertThat(html.toLowerCase(Locale.ROOT))
                .doesNotContain("<script ", "javascript:", " src=", "url(", "@import", " style=", "<link")
                .doesNotContainPattern("<[^>]* on[a-z]+=")
                .doesNotContainPattern(" href=\"[^#]");
        assertThat(html)
                .contains("content=\"default-src 'none'; style-src 'sha256-" + digest("style", html)
                        + "'; script-src 'sha256-" + digest("script", html)
                        + "'; base-uri 'none'; form-action 'none'\">");
    }

    /** The hash of the only element of that name. */
    private static String digest(String name, String html) throws NoSuchAlgorithmException {
        List<String> contents = Pattern.compile("<" + name + ">(.*?)</" + name + ">", Pattern.DOTALL)
                .matcher(html)
                .results()
                .map(element -> element.group(1))
                .toList();
        assertThat(contents).hasSize(1);
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(contents.get(0).getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(digest);
    }

    @Test
    void theScriptReadsTextAndWritesNoMarkup() {
        assertThat(Page.resource("report.js"))
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacent", "eval", "Function", "document.write", "</");
    }

    @Test
    void nothingThatAUserOrAGeneratorWroteLeavesItsPlace() throws IOException {
        Task task = new Task(ATTACK, List.of(ATTACK + 1, ATTACK + 2), ATTACK, List.of(ATTACK, "b"), Metric.ACCURACY);
        log(
                new RunEvent.RunStarted(1, ATTACK, 7, task, List.of(5), ATTACK),
                new Progress(2, ATTACK, 1, 2, Map.of(ATTACK, 0.5, Progress.LOSS, 0.1)),
                new RunEvent.LearnerProgress(2, ATTACK, 0, 1, 0.5),
                new RunEvent.TextsWritten(3, ATTACK, ATTACK, 0, ATTACK, 1, 1, 0, 0, 0, 0),
                new RunEvent.Warning(4, ATTACK, ATTACK),
                new RunEvent.StageFinished(5, ATTACK, 1, 1),
                new RunEvent.PiecesDone(5, ATTACK, ATTACK, 1, 1, 1),
                new RunEvent.LearnerEvaluated(6, ATTACK, 5, 0, 0, 0.5, 0.5),
                new RunEvent.LearnerEvaluated(6, Results.DILM, 5, 0, 0, 0.5, 0.5),
                new RunEvent.RunFailed(7, ATTACK, ATTACK));
        Files.createDirectories(folder.distilled());
        Files.writeString(
                folder.distilled("dilm", 5, 0),
                MadeUpRun.row(Map.of(ATTACK + 1, ATTACK, ATTACK + 2, "</bdi><svg/onload=alert(1)>", ATTACK, ATTACK)));
        Files.writeString(folder.config(), ATTACK);
        String html = html();
        assertThat(html)
                .doesNotContain("<img", "<svg/", "\u202E", "\u0000", "\u001B", "\u200B")
                .contains(
                        "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&#96;&gt;",
                        "{{ 7*7 }}⟨U+202E⟩evil␀␛[31m⟨U+200B⟩");
        assertThat(Pattern.compile("</style>").matcher(html).results()).hasSize(1);
        assertThat(Pattern.compile("</script>").matcher(html).results()).hasSize(1);
        assertThat(Pattern.compile("</title>.*</head>", Pattern.DOTALL)
                        .matcher(html)
                        .results())
                .hasSize(1);
        drawingsAreWellFormed(html);
    }

    @Test
    void drawingsOfAFinishedRunAreWellFormed() throws IOException {
        MadeUpRun.finished(root);
        drawingsAreWellFormed(html());
    }

    private static void drawingsAreWellFormed(String html) {
        List<String> drawings = Pattern.compile("<svg .*?</svg>", Pattern.DOTALL)
                .matcher(html)
                .results()
                .map(m -> m.group())
                .toList();
        assertThat(drawings).isNotEmpty();
        for (String svg : drawings) {
            assertThat(svg).doesNotContain("NaN", "Infinity");
            assertThatCode(() -> DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new InputSource(new StringReader(svg))))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void anEmptyFolderGivesAReportThatSaysSo() throws IOException {
        assertThat(html())
                .contains("<h1><bdi>A run</bdi></h1>")
                .contains("The run has not finished; its results so far are shown below.")
                .contains("There are no scores yet.")
                .contains("The folder holds no config.")
                .doesNotContain("<h2>All methods</h2>", "<svg");
    }

    @Test
    void anInterruptedRunShowsWhereItStandsAndTheLearnersSoFar() throws IOException {
        log(
                new RunEvent.RunStarted(1, "half", 7, MadeUpRun.TASK, List.of(5), "cpu"),
                new Progress(2, "gradientMatching", 300, 2000, Map.of(Progress.LOSS, 0.5)),
                new RunEvent.LearnerEvaluated(3, Results.DILM, 5, 0, 0, 0.7, 0.5),
                new RunEvent.LearnerEvaluated(3, Results.DILM, 5, 0, 1, 0.8, 0.5),
                new RunEvent.LearnerEvaluated(3, Results.DILM, 5, 0, 1, 0.8, 0.5));
        Files.writeString(folder.events(), "{\"event\":\"progr", StandardOpenOption.APPEND);
        assertThat(html())
                .contains("The run has not finished. Its log ends in the stage ‘Gradient matching’, step 300 of 2,000.")
                .contains("DiLM is not yet compared with another method at 5 examples per class.")
                .contains("No other method was scored.")
                .contains("75.0 ± 7.1</span> <span class=\"n\">(2)</span>");
    }

    @Test
    void aFailedRunSaysWhyUntilItIsResumed() throws IOException {
        log(new RunEvent.RunFailed(1, "gradient-matching", "The loss is not a number at step 7."));
        assertThat(html())
                .contains("The run failed in the stage ‘Gradient matching’: The loss is not a number at step 7.");
        log(new RunEvent.RunStarted(2, "half", 7, MadeUpRun.TASK, List.of(5), "cpu"));
        assertThat(html()).doesNotContain("The run failed").contains("The run has not finished");
        log(new RunEvent.RunFinished(3, 1));
        assertThat(html()).doesNotContain("The run has not finished");
    }

    @Test
    void textsAreCountedOncePerMethodSetAndLabel() throws IOException {
        log(
                new RunEvent.TextsWritten(1, "selection", "generator-before-matching", 0, "no", 40, 30, 0, 0, 0, 10),
                new RunEvent.TextsWritten(2, "selection", "dilm", 0, "no", 40, 11, 0, 29, 0, 0),
                // repeated after a kill
                new RunEvent.TextsWritten(3, "selection", "dilm", 0, "no", 40, 20, 0, 20, 0, 0),
                new RunEvent.TextsWritten(4, "selection", "dilm", 1, "no", 40, 30, 0, 10, 0, 0));
        assertThat(html())
                .contains("<h3>Written texts: Selection, Generator before matching</h3>")
                .contains("<td>40</td><td>30 (75 %)</td>")
                .contains("<h3>Written texts: Selection, DiLM</h3>")
                .contains("<td>80</td><td>50 (63 %)</td><td>0</td><td>30</td>", "<th scope=\"col\">Cut off</th>");
    }

    @Test
    void textsOfOlderLogsAreSummedByStage() throws IOException {
        log(
                new RunEvent.TextsWritten(1, "selection", "", -1, "no", 40, 30, 0, 0, 0, 10),
                new RunEvent.TextsWritten(2, "selection", "", -1, "no", 40, 20, 0, 20, 0, 0));
        assertThat(html()).contains("Written texts: Selection</h3>", "<td>80</td><td>50 (63 %)</td>");
    }

    @Test
    void aStoppedRunIsNoFailure() throws IOException {
        log(new RunEvent.RunStopped(1, "language-model"));
        assertThat(html())
                .contains("The run was stopped in the stage ‘Language model’; the same command resumes it.")
                .doesNotContain("failed");
    }

    @Test
    void aRunWithoutDilmSaysSo() throws IOException {
        scores(new Results.Scores(Results.LEARNER, "random", 5, List.of(new Results.LearnerScore(0, 0, 0.5, 1))));
        assertThat(html())
                .contains("<p class=\"verdict\">DiLM is not among the methods of this run.</p>")
                .contains("In brackets the number of learners.");
    }

    @Test
    void whatWasShownInContextIsNotCountedInLearners() throws IOException {
        scores(new Results.Scores("gpt2, in context", "random", 5, List.of(new Results.LearnerScore(0, 0, 0.5, 1))));
        assertThat(html())
                .contains(
                        "In brackets the number of measurements: nothing is trained, each set is shown in several orders.")
                .doesNotContain("In brackets the number of learners.");
    }

    private void scores(Results.Scores scores) {
        new Results(MadeUpRun.TASK, new Results.ReportSplit("dev.tsv", 1, 0), List.of(scores), List.of())
                .write(folder.results());
    }

    @Test
    void aMethodWithTheSameSetForEverySeedIsSaidToHaveOne() throws IOException {
        List<Results.LearnerScore> runs =
                List.of(new Results.LearnerScore(0, 0, 0.5, 1), new Results.LearnerScore(1, 0, 0.6, 1));
        String sentence = "The same texts for every seed, counted as one set: K-centers at 5 per class.";
        scores(new Results.Scores(Results.LEARNER, "k-centers", 5, 1, runs));
        assertThat(html()).contains(sentence);
        scores(new Results.Scores(Results.LEARNER, "k-centers", 5, 2, runs));
        assertThat(html()).doesNotContain("The same texts");
    }

    @Test
    void whereNothingWasLearnedTheVerdictSaysSo() throws IOException {
        List<Results.Scores> scores = List.of(
                new Results.Scores(
                        Results.LEARNER,
                        "random",
                        5,
                        List.of(new Results.LearnerScore(0, 0, 0.50, 1), new Results.LearnerScore(1, 0, 0.501, 1))),
                new Results.Scores(
                        Results.LEARNER,
                        Results.DILM,
                        5,
                        List.of(new Results.LearnerScore(0, 0, 0.52, 1), new Results.LearnerScore(1, 0, 0.521, 1))));
        new Results(MadeUpRun.TASK, new Results.ReportSplit("dev.tsv", 872, 0.5), scores, List.of())
                .write(folder.results());
        assertThat(html())
                .contains("DiLM is no better than chance, like every method, at 5 examples per class.")
                .doesNotContain("ahead of the best");
        new Results(MadeUpRun.TASK, new Results.ReportSplit("dev.tsv", 872, 0.45), scores, List.of())
                .write(folder.results());
        assertThat(html()).contains("DiLM is clearly ahead of the best other method at 5 examples per class.");
    }

    @Test
    void scoresThatAreNotFiniteAreDashes() throws IOException {
        new Results(
                        MadeUpRun.TASK,
                        new Results.ReportSplit("dev.tsv", 1, 0),
                        List.of(
                                new Results.Scores(
                                        Results.LEARNER,
                                        "random",
                                        5,
                                        List.of(new Results.LearnerScore(0, 0, Double.NaN, Double.NaN))),
                                new Results.Scores(
                                        Results.LEARNER,
                                        Results.DILM,
                                        5,
                                        List.of(new Results.LearnerScore(0, 0, Double.NaN, 1)))),
                        List.of())
                .write(folder.results());
        log(new Progress(1, "matching", 1, 1, Map.of(Progress.LOSS, Double.NaN)));
        String html = html();
        assertThat(html)
                .doesNotContain("NaN")
                .contains("No finite value was recorded.", ">–</span>")
                .doesNotContain("± 0.0");
        drawingsAreWellFormed(html);
    }

    @Test
    void pairsAreShownWithTheirFieldNamesAndUnreadableRowsAreCounted() throws IOException {
        Task pairs = new Task(
                "qqp", List.of("question1", "question2"), "same", List.of("no", "yes"), Metric.ACCURACY_AND_F1);
        log(new RunEvent.RunStarted(1, "pairs", 7, pairs, List.of(5), "cpu"));
        Files.createDirectories(folder.distilled());
        Files.writeString(
                folder.distilled("dilm", 5, 0),
                "{\"question1\":\"why?\",\"question2\":\"how?\",\"same\":\"yes\"}\n[1]\n{\"torn\n");
        log(new RunEvent.TextsWritten(2, "selection", "dilm", 0, "no", 4, 3, 0, 1, 0, 0));
        assertThat(html())
                .contains("mean of accuracy and F1 of ‘yes’", "<th scope=\"col\">No end or separator</th>")
                .contains("<td>1</td><td><bdi>yes</bdi></td>")
                .contains("<span class=\"field\"><bdi>question1</bdi></span><bdi class=\"text\">why?</bdi>"
                        + "<span class=\"field\"><bdi>question2</bdi></span><bdi class=\"text\">how?</bdi>")
                .contains("2 rows of the files could not be read.");
    }

    @Test
    void linesOfOtherVersionsAreLeftOutAndCounted() throws IOException {
        Files.writeString(folder.events(), "{\"event\":\"lunch\",\"atMillis\":1}\n");
        log(new RunEvent.RunFinished(3, 1));
        assertThat(html())
                .contains("of another version of the program, left out here: 1 line of events.jsonl")
                .doesNotContain("has not finished");
    }

    @Test
    void damagedFilesAndMissingFoldersAreErrorsWithTheirPlace() throws IOException {
        Path none = root.resolve("none");
        assertThatThrownBy(() -> Report.write(none))
                .isInstanceOf(InputException.class)
                .hasMessage(none + ": there is no such run folder");
        Files.writeString(folder.results(), "{");
        assertThatThrownBy(() -> Report.write(root))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(folder.results().toString());
    }
}
