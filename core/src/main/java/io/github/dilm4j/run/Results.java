package io.github.dilm4j.run;

import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.statistics.Chance;
import io.github.dilm4j.statistics.Comparison;
import io.github.dilm4j.statistics.Holm;
import io.github.dilm4j.statistics.Summary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code results.json}: what a run measured. The same run writes the same bytes: no times, and every list in the order
 * given. Summaries and differences follow from the single scores: they are written for other readers, and worked out
 * anew when a file is read.
 *
 * @param task what was distilled; its metric is that of every score
 * @param reportSplit what the learners were scored on
 * @param scores one per learner, method and dpc, learners and methods in the order to show them
 * @param texts what became of the candidates of all sets of {@link #DILM}, per label
 */
@JsonPropertyOrder({"task", "reportSplit", "scores", "comparisons", "texts"})
public record Results(Task task, ReportSplit reportSplit, List<Scores> scores, List<Texts> texts) {
    /** The name of the method itself among the methods. */
    public static final String DILM = "dilm";
    /** The learner whose gradients were matched, among the learners. */
    public static final String LEARNER = "learner";

    /**
     * @param path as it stands in the config
     * @param chance the score of always naming the same label, the best one for the metric; 0 if it is not known
     */
    public record ReportSplit(String path, int examples, double chance) {}

    /**
     * What {@code method} reached with {@code dpc} examples per class.
     *
     * @param learner {@link #LEARNER}, or the name of another one
     * @param sets how many different sets of texts the method gave; 1 if it chooses the same whatever the seed
     * @param runs one or more: all sets, as many fresh learners on each
     */
    @JsonPropertyOrder({"learner", "method", "dpc", "sets", "runs", "summary"})
    public record Scores(String learner, String method, int dpc, int sets, List<Run> runs) {
        public Scores {
            runs = List.copyOf(runs);
        }

        /** With texts that differ from set to set. */
        public Scores(String learner, String method, int dpc, List<Run> runs) {
            this(learner, method, dpc, draws(runs), runs);
        }

        /** How often the method gave a set, the same or another. */
        public int draws() {
            return draws(runs);
        }

        private static int draws(List<Run> runs) {
            return (int) runs.stream().mapToInt(Run::set).distinct().count();
        }

        /** Over all learners of all sets. */
        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        public Summary summary() {
            return Summary.of(runs.stream().mapToDouble(Run::score).toArray());
        }

        /** [set][learner] */
        private double[][] bySet() {
            Map<Integer, List<Run>> sets =
                    runs.stream().collect(Collectors.groupingBy(Run::set, TreeMap::new, toList()));
            return sets.values().stream()
                    .map(ofSet -> ofSet.stream().mapToDouble(Run::score).toArray())
                    .toArray(double[][]::new);
        }
    }

    /**
     * One learner.
     *
     * @param set which of the method's sets, from 0
     * @param learner which learner on that set, from 0
     * @param score in [0, 1]
     * @param loss mean cross-entropy, nats
     */
    public record Run(int set, int learner, double score, double loss) {}

    /**
     * DiLM against {@code method}. Each draw of a set counts once, by the mean of its learners. Where a method draws the
     * same set every time, these means differ by the learners alone, which is all that its scores vary by.
     *
     * @param sets how many different sets there are of DiLM
     * @param otherSets how many of the method
     * @param comparison DiLM's score minus that of the method
     * @param correctedPValue the comparison's p-value, by {@link Holm}'s method for all comparisons with this learner
     */
    @JsonPropertyOrder({"learner", "method", "dpc", "sets", "otherSets", "comparison", "correctedPValue"})
    public record Difference(
            String learner,
            String method,
            int dpc,
            int sets,
            int otherSets,
            @JsonUnwrapped Comparison comparison,
            double correctedPValue) {
        private Difference corrected(double pValue) {
            return new Difference(learner, method, dpc, sets, otherSets, comparison, pValue);
        }
    }

    /** Sums of {@link RunEvent.TextsWritten} for one label. */
    public record Texts(
            String label, long written, long kept, long empty, long cutOff, long identicalPair, long duplicates) {
        /** The sums of both, by the name of this label. */
        public Texts plus(Texts other) {
            return new Texts(
                    label,
                    written + other.written,
                    kept + other.kept,
                    empty + other.empty,
                    cutOff + other.cutOff,
                    identicalPair + other.identicalPair,
                    duplicates + other.duplicates);
        }
    }

    public Results {
        scores = List.copyOf(scores);
        texts = List.copyOf(texts);
    }

    /**
     * {@link #DILM} against each other method with the same learner and dpc, in the order of the scores. Left out are a pair of
     * which one method drew a single set, or of which all scores are equal within each method, since nothing is known of how
     * much they would vary, and a pair with a score that is not finite.
     */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public List<Difference> comparisons() {
        List<Difference> all = new ArrayList<>();
        for (String learner : learners()) {
            List<Difference> differences = differences(learner);
            double[] corrected = Holm.corrected(differences.stream()
                    .mapToDouble(difference -> difference.comparison().pValue())
                    .toArray());
            for (int i = 0; i < corrected.length; i++) {
                all.add(differences.get(i).corrected(corrected[i]));
            }
        }
        return all;
    }

    /** With p-values that are not corrected. */
    private List<Difference> differences(String learner) {
        List<Scores> ofLearner =
                scores.stream().filter(each -> each.learner().equals(learner)).toList();
        return ofLearner.stream()
                .filter(dilm -> dilm.method().equals(DILM))
                .flatMap(dilm -> ofLearner.stream()
                        .filter(other ->
                                other.dpc() == dilm.dpc() && !other.method().equals(DILM))
                        .flatMap(other -> difference(dilm, other).stream()))
                .toList();
    }

    private static Optional<Difference> difference(Scores dilm, Scores other) {
        double[][] first = dilm.bySet();
        double[][] second = other.bySet();
        if (first.length < 2
                || second.length < 2
                || !Double.isFinite(dilm.summary().mean() + other.summary().mean())) {
            return Optional.empty();
        }
        return Comparison.ofSets(first, second)
                .map(comparison -> new Difference(
                        other.learner(),
                        other.method(),
                        other.dpc(),
                        dilm.sets(),
                        other.sets(),
                        comparison,
                        comparison.pValue()));
    }

    /** Whether no method taught this learner anything, as far as the report split can tell. */
    public boolean atChance(String learner, int dpc) {
        Chance chance = new Chance(reportSplit.chance(), reportSplit.examples());
        return scores.stream()
                .filter(each -> each.learner().equals(learner) && each.dpc() == dpc)
                .allMatch(each -> chance.explains(each.summary().mean()));
    }

    /** The learners in the order to show them. */
    public List<String> learners() {
        return scores.stream().map(Scores::learner).distinct().toList();
    }

    public void write(Path file) {
        AtomicFiles.writeString(file, Json.pretty(this));
    }

    /**
     * Reads results, also those of versions that did not name the learner, count different sets or know the level of chance.
     *
     * @throws InputException if the file is missing or holds no results
     */
    public static Results read(Path file) {
        String remedy = "delete it and " + new RunFolder(file.getParent()).marker(Stage.EVALUATION)
                + ", and give the same './dilm run' command again to have it made again";
        JsonNode tree = Json.read(file, JsonNode.class, remedy);
        boolean old = false;
        for (JsonNode scores : tree.path("scores")) {
            if (scores instanceof ObjectNode object && !object.has("learner")) {
                object.put("learner", LEARNER);
                old = true;
            }
            if (scores instanceof ObjectNode object && !object.has("sets")) {
                Set<JsonNode> sets = new HashSet<>();
                object.path("runs").forEach(run -> sets.add(run.path("set")));
                object.put("sets", sets.size());
                old = true;
            }
        }
        if (tree.path("reportSplit") instanceof ObjectNode split && !split.has("chance")) {
            split.put("chance", 0.0);
            old = true;
        }
        return old ? Json.convert(file, tree, Results.class) : Json.read(file, Results.class, remedy);
    }
}
