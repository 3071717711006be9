package io.github.dilm4j.evaluate;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.WeightType;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.generator.CausalModels;
import io.github.dilm4j.generator.CausalNextTokens;
import io.github.dilm4j.generator.NextTokens;
import io.github.dilm4j.served.Endpoint;
import io.github.dilm4j.served.Question;
import io.github.dilm4j.served.ServedModel;
import io.github.dilm4j.served.Usage;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Measures a distilled set without training: a language model reads it as demonstrations and answers for other texts.
 * DiLM (arXiv:2404.00264).
 *
 * <p>With calibration, the model also answers for texts without content, and the probabilities for the other texts are
 * divided by the mean of its probabilities there. This removes the bias of the demonstrations' order and the labels'
 * names. Zhao et al., "Calibrate Before Use" (arXiv:2102.09690).
 */
public final class InContextLearning {
    private static final int SAMPLE = 50; // prompts whose length is measured
    private static final List<String> WITHOUT_CONTENT = List.of("N/A", "[MASK]", "");

    private final InContextModel model;
    private final Task task;
    private final boolean calibrated;

    /**
     * The result for one order of the demonstrations.
     *
     * @param metrics of the predicted labels
     * @param dropped demonstrations that a prompt had to do without, mean over the test texts
     * @param cutQueries test texts that were too long even without demonstrations and lost their beginning
     * @param unnamed test texts that a served model answered with no label's name
     */
    public record Outcome(FineTuning.Outcome metrics, double dropped, int cutQueries, int unnamed) {}

    InContextLearning(InContextModel model, Task task, boolean calibrated) {
        this.model = model;
        this.task = task;
        this.calibrated = calibrated;
    }

    /**
     * Uses a model on this machine; the caller keeps and closes model and tokenizer.
     *
     * @param place names the model in errors
     * @throws io.github.dilm4j.base.InputException if the model cannot read that much, or two labels have the same
     *     tokens
     */
    public static InContextLearning of(
            NextTokens model, Tokenizer tokenizer, Task task, boolean calibrated, PromptLimit limit, Object place) {
        return new InContextLearning(new LocalInContextModel(model, tokenizer, task, limit, place), task, calibrated);
    }

    /**
     * Uses a model behind an endpoint, to which the sets and the test texts are sent.
     *
     * @param atOnce number of concurrent requests
     */
    public static InContextLearning served(ServedModel model, Task task, boolean calibrated, int atOnce) {
        return new InContextLearning(new ServedInContextModel(model, task, atOnce), task, calibrated);
    }

    /**
     * The usage that {@link #served} is expected to have for one order of the demonstrations. Tokens are rough: they are
     * taken from the characters of some prompts.
     */
    public static Usage expectedUsage(
            Endpoint.Api api, Task task, boolean calibrated, List<Example> demonstrations, List<Example> test) {
        ServedQuestions questions = new ServedQuestions(api, task);
        List<Example> queries = calibrated
                ? Stream.concat(test.stream(), withoutContent(task).stream()).toList()
                : test;
        long requests = questions.of(List.of(), queries).stream().distinct().count(); // equal ones are asked once
        List<Question> some = questions.of(demonstrations, queries.subList(0, Math.min(SAMPLE, queries.size())));
        double sent = some.stream()
                .mapToLong(question -> Question.roughTokens(question.prompt()))
                .average()
                .orElse(0);
        double received = api == Endpoint.Api.COMPLETIONS
                ? 1
                : task.labelNames().stream()
                        .mapToLong(Question::roughTokens)
                        .average()
                        .orElse(0);
        return new Usage(requests, 0, Math.round(requests * sent), Math.round(requests * received));
    }

    /** A prompt of {@link #served} without demonstrations, with the name of each text's field in its place. */
    public static String promptOfServed(Endpoint.Api api, Task task) {
        Example query = new Example(
                task.textFields().stream().map(field -> "{" + field + "}").toList(), 0);
        return new ServedQuestions(api, task)
                .of(List.of(), List.of(query))
                .get(0)
                .prompt();
    }

    /** The settings of a model on this machine. */
    public record Settings(boolean calibrated, PromptLimit limit, WeightType weights) {}

    /**
     * Opens the model of a folder, does the work with it, and closes it.
     *
     * @return what the work returns
     * @throws io.github.dilm4j.base.InputException if the folder is not a causal model's, or as {@link #of}
     */
    public static <T> T withModel(
            Path folder, Task task, Settings settings, Device device, Function<InContextLearning, T> work) {
        try (Tokenizer tokenizer = Tokenizer.load(folder);
                NextTokens model =
                        new CausalNextTokens(CausalModels.load(folder, tokenizer, device, settings.weights()))) {
            return work.apply(of(model, tokenizer, task, settings.calibrated(), settings.limit(), folder));
        }
    }

    /** The warnings from opening the model about what was left out or overridden, a sentence each. */
    public List<String> warnings() {
        return model.warnings();
    }

    /** The demonstrations in a random order. */
    public static List<Example> shuffled(List<Example> demonstrations, RandomStreams streams) {
        return RandomStreams.sample(demonstrations, demonstrations.size(), streams.stream("demonstrations"));
    }

    /** Classifies all of {@code test} with the demonstrations in a random order. */
    public Outcome run(List<Example> demonstrations, List<Example> test, RandomStreams streams) {
        return run(shuffled(demonstrations, streams), test);
    }

    /** Classifies all of {@code test} with the demonstrations in this order. */
    public Outcome run(List<Example> demonstrations, List<Example> test) {
        InContextModel.Answers answers = model.answer(demonstrations, test);
        if (calibrated) {
            ContextualCalibration.of(
                            model.answer(demonstrations, withoutContent(task)).logits())
                    .apply(answers.logits());
        }
        FineTuning.Outcome metrics = LabelLogits.score(
                task.metric(),
                answers.logits(),
                test.stream().mapToInt(Example::label).toArray(),
                model.remedy());
        return new Outcome(metrics, answers.dropped(), answers.cutQueries(), answers.unnamed());
    }

    /**
     * A warning about the answers, as a sentence; empty if there is none.
     *
     * @param demonstrations of the set, how many
     * @param set which it is, for the sentence
     */
    public Optional<String> shortfall(Outcome outcome, int demonstrations, String set) {
        return model.shortfall(outcome, demonstrations, set);
    }

    private static List<Example> withoutContent(Task task) {
        return WITHOUT_CONTENT.stream()
                .map(text -> new Example(Collections.nCopies(task.textFields().size(), text), 0))
                .toList();
    }
}
