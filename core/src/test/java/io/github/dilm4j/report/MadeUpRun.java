package io.github.dilm4j.report;

import io.github.dilm4j.audit.NearestReal;
import io.github.dilm4j.audit.Repetition;
import io.github.dilm4j.audit.SetCopies;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Results.LearnerScore;
import io.github.dilm4j.run.Results.Scores;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunEvent.Progress;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.TextMap;
import io.github.dilm4j.statistics.Calibration;
import io.github.dilm4j.statistics.ConfusionMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A run folder with invented values, for tests and for looking at the report. {@link #main} writes one and its report
 * into the given folder.
 */
final class MadeUpRun {
    static final Task TASK =
            new Task("meals", List.of("sentence"), "label", List.of("negative", "positive"), Metric.ACCURACY);
    private static final long START = 1_793_500_000_000L;
    private static final List<String> METHODS =
            List.of("random", "k-centers", "herding", "likelihood", "before-matching", "dilm");
    private static final double[][] MEANS = {
        {.581, .643, .703},
        {.708, .759, .836},
        {.702, .732, .769},
        {.66, .69, .73},
        {.652, .717, .776},
        {.765, .778, .772}
    };
    private static final int[] DPCS = {5, 10, 20};

    private final UniformRandomProvider random = new RandomStreams(7).stream("made-up-run");

    private MadeUpRun() {}

    public static void main(String[] folder) throws IOException {
        finished(Path.of(folder[0]));
        Report.write(Path.of(folder[0]));
    }

    /** Writes all files of a run that finished normally. */
    static void finished(Path root) throws IOException {
        MadeUpRun run = new MadeUpRun();
        RunFolder folder = new RunFolder(root);
        Files.createDirectories(folder.distilled());
        try (EventLog log = EventLog.open(folder.events())) {
            run.training(log);
            log.accept(new RunEvent.RunFinished(START + 9_000_000, 8_950));
        }
        run.results().write(folder.results());
        Files.writeString(
                folder.repetition(), Json.pretty(List.of(new Repetition("dilm", 5, 20, 1, 0.31, 0.52, 1, 0.87, 9.4))));
        Files.writeString(folder.copies(), Json.pretty(List.of(new SetCopies("dilm", 5, 0, 10, 1, 0, 2, 3, 12))));
        Files.writeString(folder.nearest(), Json.pretty(List.of(nearest())));
        Files.writeString(folder.map(), Json.pretty(run.map()));
        manifest().write(folder.manifest());
        Files.writeString(
                folder.config(),
                "name: Meals on two cores\nseed: 7\ntask:\n  name: meals\n  labels: [negative, positive]\n");
        for (String method : List.of("dilm", "random")) {
            for (int set = 0; set < 2; set++) {
                run.writeSet(folder.distilled(method, 5, set));
            }
        }
    }

    private void training(EventLog log) {
        log.accept(new RunEvent.RunStarted(START, "Meals on two cores", 7, TASK, List.of(5, 10, 20), "cpu"));
        log.accept(new RunEvent.StageStarted(START, "language-model", 4000));
        for (int step = 10; step <= 4000; step += 10) {
            Map<String, Double> values = new LinkedHashMap<>();
            values.put(Progress.NLL, 2.1 + 5 * Math.exp(-step / 600.0) + 0.25 * noise());
            values.put(
                    Progress.LEARNING_RATE, 1e-3 * Math.min(step / 400.0, 0.5 + 0.5 * Math.cos(Math.PI * step / 4000)));
            log.accept(new Progress(START + step, "language-model", step, 4000, values));
        }
        for (int k = 0; k < 12; k++) {
            for (int step = 0; step <= 200; step += 5) {
                double loss = 0.25 + 0.45 * Math.exp(-step / (50.0 + 3 * k)) + 0.05 * noise();
                log.accept(new RunEvent.LearnerProgress(START, "trajectories", k, step, loss));
            }
        }
        log.accept(new RunEvent.StageStarted(START, "gradient-matching", 2000));
        for (int step = 1; step <= 2000; step++) {
            double cosine = 0.35 + 0.3 * (1 - Math.exp(-step / 700.0)) + 0.16 * noise();
            boolean bad = step > 900 && step < 960;
            Map<String, Double> values = new LinkedHashMap<>();
            values.put(Progress.LOSS, bad ? Double.NaN : 1 - cosine);
            values.put(Progress.COSINE, bad ? Double.NaN : cosine);
            log.accept(new Progress(START + step, "gradient-matching", step, 2000, values));
        }
        for (String label : TASK.labels()) {
            log.accept(new RunEvent.TextsWritten(
                    START, "gradient-matching", "", 0, label, 12_800, 12_011, 12, 402, 0, 375));
            log.accept(new RunEvent.TextsWritten(START, "writing", "dilm", 0, label, 2_100, 2_000, 1, 60, 0, 39));
        }
        log.accept(new RunEvent.Warning(START, "writing", "Label 'negative': 60 texts were cut off at 64 tokens."));
    }

    /** Returns two clouds of real texts, one for each label, with the texts of two methods among them. */
    private TextMap map() {
        Random places = new Random(5);
        List<TextMap.Point> points = new ArrayList<>();
        for (String method : List.of(TextMap.REAL, "random", "dilm")) {
            for (int i = 0; i < (method.equals(TextMap.REAL) ? 200 : 10); i++) {
                int label = i % 2;
                points.add(new TextMap.Point(
                        method,
                        TASK.labels().get(label),
                        label + places.nextGaussian() / 2,
                        places.nextGaussian() / 2,
                        List.of("text " + i + " of <" + method + ">")));
            }
        }
        List<TextMap.Place> tsne = points.stream()
                .map(point -> new TextMap.Place(
                        20 * points.indexOf(point) % 37, point.label().length() + places.nextGaussian()))
                .toList();
        return new TextMap(0.234, 5, points, tsne);
    }

    /** The first set of DiLM. */
    private static NearestReal nearest() {
        List<NearestReal.Text> texts = new ArrayList<>();
        texts.add(new NearestReal.Text("verbatim", 1, List.of("the bread never came")));
        texts.add(new NearestReal.Text("", 0, List.of()));
        for (int i = 2; i < 10; i++) {
            texts.add(new NearestReal.Text("", i / 20.0, List.of("a real <text> number " + i)));
        }
        return new NearestReal("dilm", 5, 0, texts);
    }

    private double noise() {
        return random.nextDouble() - 0.5;
    }

    private Results results() {
        List<Scores> scores = new ArrayList<>();
        for (int d = 0; d < DPCS.length; d++) {
            for (int m = 0; m < METHODS.size(); m++) {
                List<LearnerScore> runs = new ArrayList<>();
                for (int i = 0; i < 25; i++) {
                    double gauss = noise() + noise() + noise();
                    double score = MEANS[m][d] + 0.07 * gauss;
                    Map<String, Double> metrics = Map.of(
                            ConfusionMatrix.MACRO_F1, score - 0.01,
                            ConfusionMatrix.MATTHEWS, 2 * score - 1,
                            Calibration.ERROR, 0.3 - score / 4);
                    runs.add(new LearnerScore(i / 5, i % 5, score, 0.5, metrics));
                }
                List<List<Integer>> confusion = List.of(List.of(7_000, 3_700), List.of(2_100, 9_000));
                scores.add(new Scores(Results.LEARNER, METHODS.get(m), DPCS[d], 5, runs, confusion));
            }
        }
        Results.FullData full = new Results.FullData(
                Results.LEARNER,
                6_720,
                1_000,
                List.of(new LearnerScore(0, 0, 0.88, 0.3), new LearnerScore(0, 1, 0.89, 0.3)),
                List.of(List.of(750, 100), List.of(94, 800)));
        return new Results(TASK, new Results.ReportSplit("data/dev.tsv", 872, 0.5), List.of(full), scores, List.of());
    }

    private static Manifest manifest() {
        return new Manifest(
                "dilm4j 0.1.0",
                new Manifest.Platform("17.0.15", "Eclipse Adoptium", "Linux 6.1 amd64", "cpu", "float32", 2),
                Map.of("pytorch", "2.13.0-1.5.14", "tokenizers", "0.38.0"),
                7,
                Sha256.of("config"),
                List.of(
                        new Manifest.Input("data.fit", "data/train.tsv", 3_806_081, Sha256.of("fit")),
                        new Manifest.Input("data.report", "data/dev.tsv", 93_916, Sha256.of("report"))),
                List.of(new Manifest.Model(
                        "learner", "models/learner", Map.of("model.safetensors", Sha256.of("model")))),
                List.of(),
                List.of(
                        new Manifest.StageRecord("language-model", 1_530, 1_900_000_000L, true),
                        new Manifest.StageRecord("repsets", 12.4, 900_000_000L, true),
                        new Manifest.StageRecord("trajectories", 410, 1_200_000_000L, true),
                        new Manifest.StageRecord("gradient-matching", 5_900, 3_400_000_000L, true),
                        new Manifest.StageRecord("writing", 240, 1_300_000_000L, true),
                        new Manifest.StageRecord("evaluation", 858, 1_100_000_000L, false)));
    }

    private void writeSet(Path file) throws IOException {
        String[] dishes = {"the soup", "a cold plate of rice", "every single dish of the long evening", "the bread"};
        String[] good = {"was warm and full of care", "made us stay for another hour", "is what I would cross town for"
        };
        String[] bad = {"never came", "tasted of nothing but salt", "was late , and not worth the wait"};
        StringBuilder rows = new StringBuilder();
        for (int label = 0; label < 2; label++) {
            for (int i = 0; i < 5; i++) {
                String end = (label == 0 ? bad : good)[random.nextInt(3)];
                rows.append(row(Map.of(
                        "sentence",
                        dishes[random.nextInt(4)] + " " + end,
                        "label",
                        TASK.labels().get(label))));
            }
        }
        Files.writeString(file, rows);
    }

    static String row(Map<String, String> fields) {
        return Json.line(fields) + "\n";
    }
}
