package io.github.dilm4j.run;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The layout of a run folder: every path that a run writes to, except the files inside models and checkpoints. */
public record RunFolder(Path root) {
    private static final Pattern SCORES = Pattern.compile("evaluation(-.*)?\\.jsonl");
    private static final Pattern SELECT_SCORES = Pattern.compile("select-scores-.*\\.jsonl");
    private static final String CHECKPOINTS = "checkpoints";
    private static final String MODELS = "models";

    /** The lock file that keeps a second process out. */
    public Path lock() {
        return root.resolve("run.lock");
    }

    /** The resolved config. */
    public Path config() {
        return root.resolve("config.yaml");
    }

    /** What the config and the data of the folder were made from, if {@code ./dilm distill} made them. */
    public Path request() {
        return root.resolve("distill.json");
    }

    /** The values that the run found because its config leaves them open. */
    public Path sources() {
        return root.resolve("sources.json");
    }

    public Path manifest() {
        return root.resolve("manifest.json");
    }

    public Path events() {
        return root.resolve("events.jsonl");
    }

    /** Exists once the stage is finished. */
    public Path marker(Stage stage) {
        return stages().resolve(stage.label() + ".json");
    }

    /** The checksums of what a stage has made so far. */
    public Path seal(Stage stage) {
        return stages().resolve(stage.label() + "-outputs.json");
    }

    /** The count of a stage's retries from a checkpoint. */
    public Path retries(Stage stage) {
        return stages().resolve(stage.label() + "-retries.json");
    }

    /** The checkpoints of a stage, which are deleted when it is finished. */
    public Path checkpoints(Stage stage) {
        return root.resolve(CHECKPOINTS).resolve(stage.label());
    }

    /** The checkpoints of one loop of a stage. */
    public Path checkpoints(Stage stage, String loop) {
        return checkpoints(stage).resolve(loop);
    }

    /** The folder of a model that the run creates. */
    public Path model(String name) {
        return root.resolve(MODELS).resolve(name);
    }

    /** The folder of the generator after the language-model training. */
    public Path generatorBeforeMatching() {
        return root.resolve("generator-before-matching");
    }

    /** The folder of the generator after the matching. */
    public Path generator() {
        return root.resolve("generator");
    }

    /** The repsets, if they are fixed. */
    public Path repsets() {
        return root.resolve("repsets.json");
    }

    /** The clusters from which balanced real batches are drawn. */
    public Path clusters() {
        return root.resolve("clusters.json");
    }

    /** The trajectories that are trained once, while the matching needs them. */
    public Path bank() {
        return root.resolve("bank");
    }

    /** The folder of the distilled sets. */
    public Path distilled() {
        return root.resolve("distilled");
    }

    /** A set of texts that {@code method} chose; {@code set} counts from 0. */
    public Path distilled(String method, int dpc, int set) {
        return distilled().resolve(method + "-dpc" + dpc + "-set" + set + ".jsonl");
    }

    /**
     * A set of texts that {@code method} chose, of which the best become its distilled sets; {@code number} counts from
     * 0.
     */
    public Path proposal(String method, int dpc, int number) {
        return proposals().resolve(method + "-dpc" + dpc + "-set" + number + ".jsonl");
    }

    /** The scores of the proposals on the select split. */
    public Path proposalScores() {
        return selectScores("proposals");
    }

    private Path proposals() {
        return distilled().resolve("proposals");
    }

    /** The texts that {@code method} wrote once for all of its sets. */
    public Path candidates(String method) {
        return distilled().resolve(method + "-candidates.json");
    }

    /** The finished parts of {@link #candidates}. */
    public Path candidateParts(String method) {
        return distilled().resolve(method + "-candidates.parts");
    }

    /** Counts of the candidates of a set that {@code method} wrote, per label. */
    public Path counts(String method, int set) {
        return distilled().resolve(method + "-set" + set + "-counts.json");
    }

    /** The repetitions of the training data in the generated sets. */
    public Path repetition() {
        return root.resolve("repetition.json");
    }

    /** The texts of the generated sets that are copies of the training data. */
    public Path copies() {
        return root.resolve("copies.json");
    }

    /** The real example nearest to each text of the generated sets. */
    public Path nearest() {
        return root.resolve("nearest.json");
    }

    /** The map of real and distilled texts. */
    public Path map() {
        return root.resolve("map.json");
    }

    /** The scores of a learner, by its name in results. */
    public Path scores(String learner) {
        return root.resolve(learner.equals(Results.LEARNER) ? "evaluation.jsonl" : "evaluation-" + learner + ".jsonl");
    }

    /** Whether a file of the folder holds the scores of a learner. */
    public static boolean isScores(Path file) {
        return SCORES.matcher(file.getFileName().toString()).matches();
    }

    /** The scores of an in-context model, by its index in the config. */
    public Path inContextScores(int model) {
        return scores("in-context-" + model);
    }

    /** The scores of a learner on the whole training data, by its name in results. */
    public Path fullDataScores(String learner) {
        return scores(Results.FULL_DATA + "-" + learner);
    }

    /**
     * The scores of sets on the select split, for the choice of sets.
     *
     * @param digest of the sets and of how they are scored
     */
    public Path selectScores(String digest) {
        return root.resolve("select-scores-" + digest + ".jsonl");
    }

    /** The scores of a served in-context model, by its index in the config. */
    public Path servedScores(int model) {
        return scores("in-context-served-" + model);
    }

    /** The replies of served models, kept so that no request is repeated. */
    public Path replies() {
        return root.resolve("replies");
    }

    public Path results() {
        return root.resolve("results.json");
    }

    public Path report() {
        return root.resolve("report.html");
    }

    /** The scores as a table for other programs. */
    public Path scoresCsv() {
        return root.resolve("scores.csv");
    }

    /** The scores as a table for papers. */
    public Path scoresLatex() {
        return root.resolve("scores.tex");
    }

    /**
     * The unit that must be made again with a file: the whole folder of a model, otherwise the file alone.
     */
    public Path output(Path file) {
        Path parent = file.getParent();
        return List.of(root, distilled(), proposals()).contains(parent) ? file : parent;
    }

    /** Whether a run writes to a path in its folder, or into it. */
    public boolean writes(Path path) {
        if (!path.startsWith(root) || path.equals(root)) {
            return false;
        }
        Path top = root.resolve(root.relativize(path).getName(0));
        return isScores(top)
                || SELECT_SCORES.matcher(top.getFileName().toString()).matches()
                || Stream.of(
                                lock(),
                                config(),
                                sources(),
                                manifest(),
                                events(),
                                stages(),
                                root.resolve(CHECKPOINTS),
                                root.resolve(MODELS),
                                generatorBeforeMatching(),
                                generator(),
                                repsets(),
                                clusters(),
                                bank(),
                                distilled(),
                                repetition(),
                                replies(),
                                copies(),
                                nearest(),
                                map(),
                                results(),
                                report(),
                                scoresCsv(),
                                scoresLatex())
                        .anyMatch(top::equals);
    }

    /** A folder for files that a run no longer uses; {@code number} counts from 1. */
    public Path setAside(int number) {
        return root.resolve("set-aside-" + number);
    }

    private Path stages() {
        return root.resolve("stages");
    }
}
