package io.github.dilm4j.run.config;

import io.github.dilm4j.base.WeightType;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Language models that read the distilled sets as demonstrations, without training.
 *
 * @param models Hugging Face folders or hub ids of causal models that are read in this process
 * @param served models behind endpoints, to which the sets and the texts of {@code data.report} are sent
 * @param calibrated whether the answers are corrected by those for texts without content (contextual calibration)
 * @param shuffles random orders of the demonstrations per set
 * @param keepOrder whether a set is read once, in its own order, instead of in random ones; with {@code distil.bestOfBy:
 *     inContext}, a set is then the best proposal in the best of its {@code shuffles} orders
 * @param maxTokens longest prompt in tokens; demonstrations are dropped from the front of a longer one
 * @param weights type of the models' weights in memory
 */
public record InContextConfig(
        List<String> models,
        List<ServedConfig> served,
        boolean calibrated,
        int shuffles,
        boolean keepOrder,
        int maxTokens,
        WeightType weights) {
    private static final int SHORTEST = 8;
    private static final String IN_CONTEXT = ", in context";

    public InContextConfig {
        models = List.copyOf(models);
        served = List.copyOf(served);
    }

    /** This evaluation without models. */
    public InContextConfig withoutModels() {
        return new InContextConfig(List.of(), List.of(), calibrated, shuffles, keepOrder, maxTokens, weights);
    }

    /** The number of orders in which the evaluation shows a set to a model. */
    public int orders() {
        return keepOrder ? 1 : shuffles;
    }

    /**
     * The model that chooses among proposals with {@code distil.bestOfBy: inContext}: the first of this machine. Nothing
     * is sent to a served model for a choice.
     */
    public String chooser() {
        return models.get(0);
    }

    /** The name of a model in results: its folder's name. */
    public static String nameOf(String model) {
        return Optional.ofNullable(Path.of(model).getFileName())
                        .map(Path::toString)
                        .orElse("")
                + IN_CONTEXT;
    }

    /** The name of a served model in results. */
    public static String nameOf(ServedConfig model) {
        return model.model() + " (served)" + IN_CONTEXT;
    }

    /** The names of all models in results, in order. */
    public List<String> names() {
        return Stream.concat(
                        models.stream().map(InContextConfig::nameOf),
                        served.stream().map(InContextConfig::nameOf))
                .toList();
    }

    void check(String where, Problems problems) {
        problems.require(models.stream().noneMatch(String::isBlank), where + ".models", "must be folders", models);
        List<String> names = models.stream().map(InContextConfig::nameOf).toList();
        problems.require(
                new HashSet<>(names).size() == names.size(),
                where + ".models",
                "must be folders of different names, which results go by",
                models);
        for (int i = 0; i < served.size(); i++) {
            served.get(i).check(where + ".served[" + i + "]", problems);
        }
        List<String> servedNames = served.stream().map(ServedConfig::model).toList();
        problems.require(
                new HashSet<>(servedNames).size() == servedNames.size(),
                where + ".served",
                "must not repeat a model, by which results go",
                servedNames);
        problems.positive(where + ".shuffles", shuffles);
        problems.require(maxTokens >= SHORTEST, where + ".maxTokens", "must be at least " + SHORTEST, maxTokens);
    }
}
