package io.github.dilm4j.cli;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.evaluate.FineTuning;
import io.github.dilm4j.evaluate.InContextLearning;
import io.github.dilm4j.generator.CausalModels;
import io.github.dilm4j.generator.CausalNextTokens;
import io.github.dilm4j.generator.NextTokens;
import io.github.dilm4j.model.WeightType;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Evaluation by language models that read a set as demonstrations. */
final class InContextOptions {
    @Option(
            names = "--in-context",
            arity = "1..*",
            paramLabel = "DIR",
            description = "Causal language models that read the sets as demonstrations, untrained.")
    private List<Path> models = List.of();

    @Option(
            names = "--shuffles",
            paramLabel = "N",
            defaultValue = "5",
            description = "Orders of the demonstrations for each set, with --in-context (default: ${DEFAULT-VALUE}).")
    private int shuffles;

    @Option(
            names = "--prompt-tokens",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Longest prompt, with --in-context; demonstrations are dropped from the front of a longer one"
                    + " (default: ${DEFAULT-VALUE}).")
    private int promptTokens;

    @Option(
            names = "--weights",
            paramLabel = "TYPE",
            defaultValue = "FLOAT32",
            description =
                    "What the weights of --in-context are held in: ${COMPLETION-CANDIDATES}; KEPT is the type of the"
                            + " model's files (default: ${DEFAULT-VALUE}).")
    private WeightType weights;

    List<Path> models() {
        return models;
    }

    void check() {
        Arguments.positive("--shuffles", shuffles);
        Arguments.positive("--prompt-tokens", promptTokens);
    }

    /** How often sets are measured in all. */
    long measurements(int sets) {
        return (long) models.size() * shuffles * sets;
    }

    /**
     * Measures every set with every model.
     *
     * @param note hears sentences about demonstrations that were dropped
     * @return by model, sets and orders in turn
     */
    Map<String, List<EvaluateCommand.Run>> evaluated(
            NamedModels named,
            Task task,
            List<List<Example>> sets,
            List<Example> test,
            Device device,
            long seed,
            EvaluateCommand.Heard heard,
            Consumer<String> note) {
        Map<String, List<EvaluateCommand.Run>> results = new LinkedHashMap<>();
        int done = 0;
        for (Path given : models) {
            Path folder = named.folder(given);
            String name = given + ", in context";
            List<EvaluateCommand.Run> runs = results.computeIfAbsent(name, n -> new ArrayList<>());
            try (Tokenizer tokenizer = Tokenizer.load(folder);
                    NextTokens model =
                            new CausalNextTokens(CausalModels.load(folder, tokenizer.size(), device, weights))) {
                InContextLearning learning = new InContextLearning(model, tokenizer, task, promptTokens, folder);
                for (int set = 0; set < sets.size(); set++) {
                    for (int shuffle = 0; shuffle < shuffles; shuffle++) {
                        InContextLearning.Outcome outcome = learning.run(
                                sets.get(set), test, new RandomStreams(seed).child("in context", set, shuffle));
                        runs.add(new EvaluateCommand.Run(set, shuffle, outcome.score(), outcome.loss()));
                        heard.learner(++done, new FineTuning.Outcome(outcome.score(), outcome.loss()));
                        if (shuffle == 0 && outcome.dropped() > 0) {
                            note.accept(String.format(
                                    Locale.ROOT,
                                    "%s: of the %d demonstrations of set %d, prompts of at most %d tokens do without"
                                            + " %.1f on average",
                                    folder,
                                    sets.get(set).size(),
                                    set,
                                    promptTokens,
                                    outcome.dropped()));
                        }
                    }
                }
            }
        }
        return results;
    }
}
