package io.github.dilm4j.cli;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.WeightType;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.evaluate.FineTuning;
import io.github.dilm4j.evaluate.InContextLearning;
import io.github.dilm4j.evaluate.PromptLimit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Evaluation by language models that read a set as demonstrations, in this process or behind an endpoint. */
final class InContextOptions {
    private static final String IN_CONTEXT = ", in context";
    private static final String PROMPT_TOKENS = "--prompt-tokens";

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
            names = "--keep-order",
            description = "Read each set once, in the order of its file, instead of in --shuffles orders.")
    private boolean keepOrder;

    @Option(
            names = PROMPT_TOKENS,
            paramLabel = "N",
            defaultValue = "1024",
            description = "Longest prompt, with --in-context; demonstrations are dropped from the front of a longer one"
                    + " (default: ${DEFAULT-VALUE}).")
    private int promptTokens;

    @Option(
            names = "--weights",
            paramLabel = "TYPE",
            defaultValue = "FLOAT32",
            description = "Type of the weights of --in-context: ${COMPLETION-CANDIDATES}; KEPT is the type of the"
                    + " model's files (default: ${DEFAULT-VALUE}).")
    private WeightType weights;

    @Option(
            names = "--calibrated",
            description = "Correct the answers of --in-context and --served by those for texts without content"
                    + " (contextual calibration).")
    private boolean calibrated;

    @Mixin
    private ServedOptions served;

    /**
     * A model that reads the sets.
     *
     * @param name in results
     * @param opening does work with the open model
     */
    record Judge(String name, Consumer<Consumer<InContextLearning>> opening) {}

    List<Path> models() {
        return models;
    }

    void check() {
        Arguments.positive("--shuffles", shuffles);
        Arguments.positive(PROMPT_TOKENS, promptTokens);
        served.check();
    }

    /** The number of named models. */
    int size() {
        return models.size() + (served.given() ? 1 : 0);
    }

    /** All named models. */
    List<Judge> judges(NamedModels named, EvaluateCommand.Input input, Console console) {
        List<Judge> judges = new ArrayList<>();
        InContextLearning.Settings settings =
                new InContextLearning.Settings(calibrated, new PromptLimit(promptTokens, PROMPT_TOKENS), weights);
        for (Path model : models) {
            Path folder = named.folder(model);
            judges.add(new Judge(
                    model + IN_CONTEXT,
                    work -> InContextLearning.withModel(folder, input.task(), settings, input.device(), learning -> {
                        work.accept(learning);
                        return true;
                    })));
        }
        if (served.given()) {
            judges.add(new Judge(
                    served.model() + " (served)" + IN_CONTEXT,
                    work -> served.asked(
                            console,
                            model -> work.accept(InContextLearning.served(
                                    model, input.task(), calibrated, ServedOptions.AT_ONCE)))));
        }
        return judges;
    }

    /** The number of orders in which one model reads a set. */
    int orders() {
        return keepOrder ? 1 : shuffles;
    }

    /** @throws io.github.dilm4j.base.InputException if the model cannot be used with this task */
    static void requireUsable(Judge judge, Console console) {
        judge.opening().accept(learning -> learning.warnings().forEach(console::warn));
    }

    /**
     * Measures every set with one model.
     *
     * @param note receives sentences about demonstrations that were dropped
     * @return the orders of each set, one set after the other
     */
    List<EvaluateCommand.Evaluated> evaluated(
            Judge judge, EvaluateCommand.Input input, Consumer<FineTuning.Outcome> heard, Consumer<String> note) {
        List<EvaluateCommand.Evaluated> results = new ArrayList<>();
        judge.opening().accept(learning -> {
            for (int set = 0; set < input.sets().size(); set++) {
                List<Example> demonstrations = input.sets().get(set);
                for (int order = 0; order < orders(); order++) {
                    InContextLearning.Outcome outcome = keepOrder
                            ? learning.run(demonstrations, input.test())
                            : learning.run(
                                    demonstrations,
                                    input.test(),
                                    new RandomStreams(input.seed()).child("in context", set, order));
                    results.add(EvaluateCommand.Evaluated.of(set, order, outcome.metrics()));
                    heard.accept(outcome.metrics());
                    if (order == 0) {
                        learning.shortfall(outcome, demonstrations.size(), "set " + set)
                                .ifPresent(sentence -> note.accept(judge.name() + ": " + sentence));
                    }
                }
            }
        });
        return results;
    }
}
