package io.github.dilm4j.setup;

import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.config.Method;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of a config that are derived from the data, the models and the machine, as YAML. */
final class Picked {
    private static final int FEWEST_CANDIDATES = 400; // of a label
    private static final int CANDIDATES = 3000; // of all labels

    private final Task task;
    private final Request request;
    private final Sizes sizes;
    private final BaseModels models;

    Picked(Task task, Request request, Sizes sizes, BaseModels models) {
        this.task = task;
        this.request = request;
        this.sizes = sizes;
        this.models = models;
    }

    /**
     * @param files of train, select and report, relative to the config's folder
     * @param dpc sizes of the sets
     */
    String yaml(String name, List<String> files, List<Integer> dpc) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("name", name);
        config.put("seed", request.seed());
        config.put(
                "task",
                Map.of(
                        "textFields", task.textFields(),
                        "labelField", task.labelField(),
                        "labels", task.labels(),
                        "metric", "accuracy"));
        config.put(
                "data",
                Map.of(
                        "train", List.of(files.get(0)),
                        "select", List.of(files.get(1)),
                        "report", List.of(files.get(2)),
                        "maxTrainRows", sizes.rows()));
        config.put("learner", learner());
        config.put("generator", generator());
        config.put("languageModel", languageModel());
        config.put("selfTraining", selfTraining(dpc));
        config.put(
                "sampling", Map.of("topP", 0.9, "batchSize", models.generator().isPresent() ? 64 : 256));
        config.put(
                "distil",
                Map.of(
                        "dpc",
                        dpc,
                        "candidates",
                        Math.max(20 * Collections.max(dpc), candidates()),
                        "writers",
                        models.generator().isPresent() ? "both" : "after",
                        "selector",
                        Method.RIDGE,
                        "features",
                        features(),
                        "sets",
                        sizes.pace() == 1 ? 3 : 5));
        config.put("evaluation", evaluation());
        config.put("health", Map.of("ignoredLabels", "warn"));
        return Json.pretty(config); // JSON is YAML
    }

    /** A pretrained generator writes many different texts, and to choose among more of them costs little. */
    private int candidates() {
        if (sizes.pace() > 1) {
            return CANDIDATES;
        }
        return models.generator().isPresent()
                ? Math.max(FEWEST_CANDIDATES, CANDIDATES / task.labelCount())
                : FEWEST_CANDIDATES;
    }

    private String features() {
        return models.learner().isPresent() ? "tangent" : "embedding";
    }

    private Map<String, Object> learner() {
        Map<String, Object> create = shape(1, 64, 2, sizes.learnerTokens());
        create.put("pretraining", training(sizes.steps(20, sizes.batch(), 300, 800), 0.003, 0.1));
        create.put("contrastive", training(sizes.steps(8, sizes.batch(), 100, 300), 0.001, 0.1));
        return model(models.learner(), create, sizes.learnerTokens());
    }

    private Map<String, Object> generator() {
        Map<String, Object> create = shape(2, sizes.pace() == 1 ? 96 : 192, 4, sizes.generatorTokens());
        return model(models.generator(), create, sizes.generatorTokens());
    }

    /** @param create the model to train from scratch if none is named */
    private static Map<String, Object> model(Optional<String> named, Map<String, Object> create, int maxTokens) {
        Map<String, Object> model = new LinkedHashMap<>();
        named.ifPresentOrElse(name -> model.put("model", name), () -> model.put("create", create));
        model.put("maxTokens", maxTokens);
        return model;
    }

    private Map<String, Object> shape(int layers, int hidden, int heads, int positions) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("vocabularySize", sizes.vocabulary());
        shape.put("layers", layers);
        shape.put("hidden", hidden);
        shape.put("heads", heads);
        shape.put("positions", positions);
        return shape;
    }

    private Map<String, Object> languageModel() {
        if (models.generator().isPresent()) {
            int batch = 32;
            Map<String, Object> training = training(sizes.steps(3, batch, 40, 240), 0.0001, 0.1);
            training.put("batchSize", batch);
            return training;
        }
        return training(sizes.steps(20, sizes.batch(), 300, 800), 0.003, 0.05);
    }

    /**
     * With a pretrained generator, the scores of small sets grow with the rounds, as far as they were tried. The texts
     * become more alike, so that larger sets need those of the generator before, too.
     */
    private Map<String, Object> selfTraining(List<Integer> dpc) {
        boolean pretrained = models.generator().isPresent();
        boolean few = !pretrained && sizes.pace() == 1;
        int ofSet = Math.min(10, Collections.max(dpc));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("rounds", pretrained ? 4 : few ? 1 : 2);
        settings.put("candidates", Math.max(4 * ofSet, taughtCandidates()));
        settings.put("selector", Method.RIDGE);
        settings.put("features", features());
        settings.put("sets", few ? 10 : 40);
        settings.put("dpc", ofSet);
        settings.put("training", training(24, pretrained ? 0.00005 : 0.0003, 0.1));
        return settings;
    }

    /** Of a label, in each round. */
    private int taughtCandidates() {
        if (sizes.pace() > 1) {
            return 1500;
        }
        return models.generator().isPresent() ? CANDIDATES / task.labelCount() : 300;
    }

    private Map<String, Object> evaluation() {
        Optional<String> pretrained = models.learner();
        return Map.of(
                "methods",
                List.of(Method.RANDOM, Method.K_CENTERS, Method.RIDGE, Method.DILM),
                "learnersPerSet",
                pretrained.isPresent() && sizes.pace() == 1 ? 1 : 2,
                "fullData",
                Map.of(
                        "steps",
                        sizes.steps(5, sizes.batch(), 100, pretrained.isPresent() ? 600 : 300),
                        "learners",
                        sizes.pace() == 1 ? 1 : 2),
                "training",
                pretrained.isPresent() ? training(200, 0.0001, 0.5) : training(120, 0.005, 0.1));
    }

    private static Map<String, Object> training(int steps, double rate, double warmup) {
        Map<String, Object> training = new LinkedHashMap<>();
        training.put("steps", steps);
        training.put("learningRate", rate);
        training.put("warmup", warmup);
        return training;
    }
}
