package io.github.dilm4j.run;

import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.statistics.Calibration;
import io.github.dilm4j.statistics.Chance;
import io.github.dilm4j.statistics.Comparison;
import io.github.dilm4j.statistics.ConfusionMatrix;
import io.github.dilm4j.statistics.HierarchicalBootstrap;
import io.github.dilm4j.statistics.Holm;
import io.github.dilm4j.statistics.PairedPower;
import io.github.dilm4j.statistics.Summary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code results.json}: the measurements of a run. The same run writes the same bytes: no times, and every list in the
 * given order. Summaries and differences follow from the single scores; they are written for other readers and computed
 * again when a file is read.
 *
 * @param task the distilled task; its metric is that of every score
 * @param reportSplit the data that the learners were scored on
 * @param fullData scores of learners on all training data, at most one per learner
 * @param scores one per learner, method and dpc, in the order to show them
 * @param texts counts of the candidates of all sets of {@link #DILM}, per label
 */
@JsonPropertyOrder({"task", "reportSplit", "fullData", "scores", "comparisons", "texts"})
public record Results(
        Task task, ReportSplit reportSplit, List<FullData> fullData, List<Scores> scores, List<Texts> texts) {
    /** The name of DiLM among the methods. */
    public static final String DILM = "dilm";
    /** The name of the whole training data among the methods. */
    public static final String FULL_DATA = "full-data";
    /** The name of the learner whose gradients were matched. */
    public static final String LEARNER = "learner";

    /**
     * @param path as it stands in the config
     * @param chance the score of always naming the same label, the best one for the metric; 0 if it is unknown
     */
    public record ReportSplit(String path, int examples, double chance) {}

    /**
     * The scores of a learner on the whole fit split, with a budget of steps.
     *
     * @param examples of the fit split
     * @param steps of each training
     * @param learnerScores one or more, all of set 0
     * @param confusion as in {@link Scores}
     */
    @JsonPropertyOrder({"learner", "examples", "steps", "runs", "confusion", "summary"})
    public record FullData(
            String learner,
            int examples,
            int steps,
            @JsonProperty("runs") List<LearnerScore> learnerScores,
            List<List<Integer>> confusion) {
        public FullData {
            learnerScores = List.copyOf(learnerScores);
            confusion = List.copyOf(confusion);
        }

        /** Over all learners. */
        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        public Summary summary() {
            return LearnerScore.summary(learnerScores);
        }
    }

    /**
     * The scores of {@code method} with {@code dpc} examples per class.
     *
     * @param learner {@link #LEARNER}, or the name of another one
     * @param sets number of different sets of texts; 1 if the method chooses the same with every seed
     * @param learnerScores one or more: all sets, as many fresh learners on each
     * @param confusion [gold label][predicted label], examples, summed over them; empty in runs of versions that
     *     did not count them
     */
    @JsonPropertyOrder({"learner", "method", "dpc", "sets", "runs", "confusion", "summary", "interval"})
    public record Scores(
            String learner,
            String method,
            int dpc,
            int sets,
            @JsonProperty("runs") List<LearnerScore> learnerScores,
            List<List<Integer>> confusion) {
        public Scores {
            learnerScores = List.copyOf(learnerScores);
            confusion = List.copyOf(confusion);
        }

        /** Scores without a count of the predictions. */
        public Scores(String learner, String method, int dpc, int sets, List<LearnerScore> learnerScores) {
            this(learner, method, dpc, sets, learnerScores, List.of());
        }

        /** Scores of a method with texts that differ from set to set. */
        public Scores(String learner, String method, int dpc, List<LearnerScore> learnerScores) {
            this(learner, method, dpc, draws(learnerScores), learnerScores);
        }

        /** The number of sets that were drawn, equal or different. */
        public int draws() {
            return draws(learnerScores);
        }

        private static int draws(List<LearnerScore> learnerScores) {
            return (int) learnerScores.stream()
                    .mapToInt(LearnerScore::set)
                    .distinct()
                    .count();
        }

        /** Over all learners of all sets. */
        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        public Summary summary() {
            return LearnerScore.summary(learnerScores);
        }

        /** The interval of the mean, over sets and learners. */
        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        public HierarchicalBootstrap interval() {
            return HierarchicalBootstrap.of(
                    bySet(), new RandomStreams(0).child(learner).stream("bootstrap of " + method, dpc));
        }

        /** A further metric over all learners of all sets, by its name; empty if a run has none. */
        public Optional<Summary> metric(String name) {
            return learnerScores.stream().allMatch(one -> one.metrics().containsKey(name))
                    ? Optional.of(Summary.of(learnerScores.stream()
                            .mapToDouble(one -> one.metrics().get(name))
                            .toArray()))
                    : Optional.empty();
        }

        /** The confusion of all learners together; empty if it was not counted. */
        public Optional<ConfusionMatrix> matrix() {
            return confusion.isEmpty() ? Optional.empty() : Optional.of(ConfusionMatrix.ofRows(confusion));
        }

        /** [set][learner], scores. */
        public double[][] bySet() {
            Map<Integer, List<LearnerScore>> sets =
                    learnerScores.stream().collect(Collectors.groupingBy(LearnerScore::set, TreeMap::new, toList()));
            return sets.values().stream()
                    .map(ofSet ->
                            ofSet.stream().mapToDouble(LearnerScore::score).toArray())
                    .toArray(double[][]::new);
        }
    }

    /**
     * The score of one learner.
     *
     * @param set which of the method's sets, from 0
     * @param learner which learner on that set, from 0
     * @param score in [0, 1]
     * @param loss mean cross-entropy, nats
     * @param metrics further metrics by the names of {@link ConfusionMatrix} and {@link Calibration}; empty in runs of
     *     older versions
     */
    public record LearnerScore(int set, int learner, double score, double loss, Map<String, Double> metrics) {
        public LearnerScore {
            metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        }

        /** A score without further metrics. */
        public LearnerScore(int set, int learner, double score, double loss) {
            this(set, learner, score, loss, Map.of());
        }

        private static Summary summary(List<LearnerScore> learnerScores) {
            return Summary.of(
                    learnerScores.stream().mapToDouble(LearnerScore::score).toArray());
        }
    }

    /**
     * DiLM against {@code method}. Each draw of a set counts once, with the mean of its learners. If a method draws the
     * same set every time, these means differ by the learners alone.
     *
     * @param sets number of different sets of DiLM
     * @param otherSets number of different sets of the method
     * @param comparison DiLM's score minus that of the method
     * @param correctedPValue the comparison's p-value, by {@link Holm}'s method for all comparisons with this learner
     * @param paired empty if the methods drew different numbers of sets, or the difference is the same for all sets
     */
    @JsonPropertyOrder({"learner", "method", "dpc", "sets", "otherSets", "comparison", "correctedPValue", "pairedTest"})
    public record Difference(
            String learner,
            String method,
            int dpc,
            int sets,
            int otherSets,
            @JsonUnwrapped Comparison comparison,
            double correctedPValue,
            @JsonIgnore Optional<Paired> paired) {
        @JsonProperty("pairedTest")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        private Object ofFile() {
            return paired.orElse(null);
        }

        private Difference corrected(double pValue, double pairedPValue) {
            return new Difference(
                    learner,
                    method,
                    dpc,
                    sets,
                    otherSets,
                    comparison,
                    pValue,
                    paired.map(one -> new Paired(one.comparison(), pairedPValue, one.pairsForOnePoint())));
        }
    }

    /**
     * The same difference by the paired t-test, since the learners of both methods have the same seeds for each set.
     *
     * @param correctedPValue as in {@link Difference}
     * @param pairsForOnePoint number of sets of either method that this test needs to detect a difference of one point,
     *     if sets vary like these: two-sided at 5 %, with a power of 80 %
     */
    @JsonPropertyOrder({"comparison", "correctedPValue", "pairsForOnePoint"})
    public record Paired(@JsonUnwrapped Comparison comparison, double correctedPValue, int pairsForOnePoint) {
        private static final double ONE_POINT = 0.01;

        private static Optional<Paired> of(double[][] first, double[][] second) {
            return first.length == second.length
                    ? Comparison.paired(first, second)
                            .map(comparison -> new Paired(
                                    comparison,
                                    comparison.pValue(),
                                    PairedPower.pairs(
                                            Comparison.differences(first, second)
                                                    .sd(),
                                            ONE_POINT)))
                    : Optional.empty();
        }
    }

    /** Sums of {@link RunEvent.TextsWritten} for one label. */
    public record Texts(
            String label, long written, long kept, long empty, long cutOff, long identicalPair, long duplicates) {
        /** The sums of both, with the name of this label. */
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
        fullData = List.copyOf(fullData);
        scores = List.copyOf(scores);
        texts = List.copyOf(texts);
    }

    /** Results without the score of all training data. */
    public Results(Task task, ReportSplit reportSplit, List<Scores> scores, List<Texts> texts) {
        this(task, reportSplit, List.of(), scores, texts);
    }

    /** The score of this learner on all training data; empty if it was not measured. */
    public Optional<FullData> fullData(String learner) {
        return fullData.stream().filter(full -> full.learner().equals(learner)).findFirst();
    }

    /** The mean of these scores as a share of the full-data score; empty if that was not measured or is 0. */
    public OptionalDouble shareOfFullData(Scores scores) {
        return fullData(scores.learner()).stream()
                .mapToDouble(full -> full.summary().mean())
                .filter(full -> full > 0)
                .map(full -> scores.summary().mean() / full)
                .findFirst();
    }

    /**
     * {@link #DILM} against each other method with the same learner and dpc, in the order of the scores. A pair is left
     * out if one method drew a single set, or if all scores are equal within each method, since their variation is
     * unknown. A pair with a score that is not finite is left out too.
     */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public List<Difference> comparisons() {
        List<Difference> all = new ArrayList<>();
        for (String learner : learners()) {
            List<Difference> differences = differences(learner);
            double[] corrected = Holm.corrected(differences.stream()
                    .mapToDouble(difference -> difference.comparison().pValue())
                    .toArray());
            double[] paired = Holm.corrected(differences.stream()
                    .mapToDouble(difference ->
                            difference.paired().map(Paired::correctedPValue).orElse(1.0))
                    .toArray());
            for (int i = 0; i < corrected.length; i++) {
                all.add(differences.get(i).corrected(corrected[i], paired[i]));
            }
        }
        return all;
    }

    /** The differences with uncorrected p-values. */
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
                        comparison.pValue(),
                        Paired.of(first, second)));
    }

    /** Whether no method is better than chance with this learner, as far as the report split can tell. */
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
     * Reads results, also those of versions that did not name the learner, count different sets or predictions, or know
     * the level of chance or the score of full data.
     *
     * @throws InputException if the file is missing or holds no results
     */
    public static Results read(Path file) {
        String remedy = "delete it and " + new RunFolder(file.getParent()).marker(Stage.EVALUATION)
                + ", and repeat the './dilm run' command to recreate it";
        JsonNode tree = Json.read(file, JsonNode.class, remedy);
        JsonNode given = tree.deepCopy();
        missing(tree, "fullData", JsonNodeFactory.instance::arrayNode);
        missing(tree.path("reportSplit"), "chance", () -> DoubleNode.valueOf(0));
        for (JsonNode scores : tree.path("scores")) {
            missing(scores, "learner", () -> TextNode.valueOf(LEARNER));
            missing(scores, "sets", () -> IntNode.valueOf(differentSets(scores)));
            missing(scores, "confusion", JsonNodeFactory.instance::arrayNode);
            scores.path("runs").forEach(run -> missing(run, "metrics", JsonNodeFactory.instance::objectNode));
        }
        return tree.equals(given)
                ? Json.read(file, Results.class, remedy)
                : Json.convert(file, tree, Results.class, remedy);
    }

    /** Adds the keys that older versions lack, with their implied values. */
    private static void missing(JsonNode node, String key, Supplier<JsonNode> value) {
        if (node instanceof ObjectNode object && !object.has(key)) {
            object.set(key, value.get());
        }
    }

    private static int differentSets(JsonNode scores) {
        Set<JsonNode> sets = new HashSet<>();
        scores.path("runs").forEach(run -> sets.add(run.path("set")));
        return sets.size();
    }
}
