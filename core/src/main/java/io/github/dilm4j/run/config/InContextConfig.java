package io.github.dilm4j.run.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Causal language models that read the distilled sets as demonstrations, without training.
 *
 * @param models Hugging Face folders or hub ids; empty for no such evaluation
 * @param shuffles random orders of the demonstrations per set
 * @param maxTokens longest prompt in tokens; demonstrations are dropped from the front of a longer one
 * @param weights what the models' weights are held in
 */
public record InContextConfig(List<String> models, int shuffles, int maxTokens, Weights weights) {
    /** Types of weights in memory. */
    public enum Weights {
        FLOAT32("in float32"),
        BFLOAT16("in bfloat16"),
        /** As in the model's files. */
        KEPT("as stored");

        private final String words;

        Weights(String words) {
            this.words = words;
        }

        /** For sentences: {@code weights as stored}. */
        public String words() {
            return words;
        }
    }

    private static final int SHORTEST = 8;

    public InContextConfig {
        models = List.copyOf(models);
    }

    /** The same evaluation of other models. */
    public InContextConfig withModels(List<String> others) {
        return new InContextConfig(others, shuffles, maxTokens, weights);
    }

    /** What results call a model: its folder's own name. */
    public static String nameOf(String model) {
        return Optional.ofNullable(Path.of(model).getFileName())
                        .map(Path::toString)
                        .orElse("") + ", in context";
    }

    void check(String where, Problems problems) {
        problems.require(models.stream().noneMatch(String::isBlank), where + ".models", "must be folders", models);
        List<String> names = models.stream().map(InContextConfig::nameOf).toList();
        problems.require(
                new HashSet<>(names).size() == names.size(),
                where + ".models",
                "must be folders of different names, which results go by",
                models);
        problems.positive(where + ".shuffles", shuffles);
        problems.require(maxTokens >= SHORTEST, where + ".maxTokens", "must be at least " + SHORTEST, maxTokens);
    }
}
