package io.github.dilm4j.evaluate;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.generator.CausalModels;
import io.github.dilm4j.generator.CausalNextTokens;
import io.github.dilm4j.generator.NextTokens;
import io.github.dilm4j.model.WeightType;
import io.github.dilm4j.served.ServedModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Measures a distilled set without training: a language model reads it as demonstrations, in random order, and answers for
 * other texts. DiLM (arXiv:2404.00264).
 *
 * <p>Calibrated, the model is asked about texts without content too, and the mean of the probabilities that it gives the
 * labels there divides those of the other texts: what the demonstrations' order and the labels' names alone make likely
 * is taken out. Zhao et al., "Calibrate Before Use" (arXiv:2102.09690).
 */
public final class InContextLearning {
    private static final List<String> WITHOUT_CONTENT = List.of("N/A", "[MASK]", "");

    private final InContextModel model;
    private final Task task;
    private final boolean calibrated;

    /**
     * What came of an order of the demonstrations.
     *
     * @param figures of the labels among each other
     * @param dropped demonstrations that a prompt had to do without, mean over the test texts
     * @param cutQueries test texts that were too long even without demonstrations and lost their beginning
     * @param unnamed test texts that a served model answered with no label's name
     */
    public record Outcome(FineTuning.Outcome figures, double dropped, int cutQueries, int unnamed) {}

    InContextLearning(InContextModel model, Task task, boolean calibrated) {
        this.model = model;
        this.task = task;
        this.calibrated = calibrated;
    }

    /**
     * A model of this machine; both of its parts are used, not owned.
     *
     * @param maxTokens longest prompt, the special tokens that the tokenizer puts before a text included
     * @param place names the model in errors
     * @throws io.github.dilm4j.base.InputException if the model cannot read that much, or two labels begin with the same
     *     token
     */
    public static InContextLearning of(
            NextTokens model, Tokenizer tokenizer, Task task, boolean calibrated, int maxTokens, Object place) {
        return new InContextLearning(
                new LocalInContextModel(model, tokenizer, task, maxTokens, place), task, calibrated);
    }

    /**
     * A model behind an endpoint, which the sets and the test texts are sent to.
     *
     * @param atOnce requests that are under way side by side
     */
    public static InContextLearning served(ServedModel model, Task task, boolean calibrated, int atOnce) {
        return new InContextLearning(new ServedInContextModel(model, task, atOnce), task, calibrated);
    }

    /**
     * Does the work with the model of a folder, which is open as long as that takes.
     *
     * @param maxTokens longest prompt
     * @return what the work returns
     * @throws io.github.dilm4j.base.InputException if the folder is not a causal model's, or as {@link #of}
     */
    public static <T> T withModel(
            Path folder,
            Task task,
            boolean calibrated,
            int maxTokens,
            WeightType weights,
            Device device,
            Function<InContextLearning, T> work) {
        try (Tokenizer tokenizer = Tokenizer.load(folder);
                NextTokens model = new CausalNextTokens(CausalModels.load(folder, tokenizer, device, weights))) {
            return work.apply(of(model, tokenizer, task, calibrated, maxTokens, folder));
        }
    }

    /** What was left out or overridden when the model was opened, a sentence each. */
    public List<String> warnings() {
        return model.warnings();
    }

    /**
     * Asks about all of {@code test}.
     *
     * @param streams of this run: the order of the demonstrations
     */
    public Outcome run(List<Example> demonstrations, List<Example> test, RandomStreams streams) {
        List<Example> shuffled = Arrays.stream(
                        RandomStreams.permutation(demonstrations.size(), streams.stream("demonstrations")))
                .mapToObj(demonstrations::get)
                .toList();
        InContextModel.Answers answers = model.answer(shuffled, test);
        if (calibrated) {
            ContextualCalibration.of(model.answer(shuffled, withoutContent()).logits())
                    .apply(answers.logits());
        }
        FineTuning.Outcome figures = LabelLogits.score(
                task.metric(),
                answers.logits(),
                test.stream().mapToInt(Example::label).toArray(),
                model.remedy());
        return new Outcome(figures, answers.dropped(), answers.cutQueries(), answers.unnamed());
    }

    /**
     * What the answers lack, as a sentence; empty if nothing.
     *
     * @param demonstrations of the set, how many
     * @param set which it is, for the sentence
     */
    public Optional<String> shortfall(Outcome outcome, int demonstrations, String set) {
        return model.shortfall(outcome, demonstrations, set);
    }

    private List<Example> withoutContent() {
        return WITHOUT_CONTENT.stream()
                .map(text -> new Example(Collections.nCopies(task.textFields().size(), text), 0))
                .toList();
    }
}
