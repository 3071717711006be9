package io.github.dilm4j.distill;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.matching.HeadGradients;
import io.github.dilm4j.matching.MatchingObjective;
import io.github.dilm4j.matching.MeanGradient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Scores a generator during gradient matching, on real examples that it is not matched with: the cosine of their
 * gradient and that of texts weighted by their likelihood, as in DiLM (arXiv:2404.00264), section 3.2. Learner states
 * and texts are chosen once, so that the scores of two steps differ by the generator alone, and a score costs only the
 * generator's likelihoods of the texts. The gradients are always the head's.
 *
 * <p>The texts come from the generator before matching. The score therefore measures which of them the generator
 * prefers, not what it newly writes.
 */
public final class Validation {
    /**
     * @param labels their names
     * @param textsPerLabel number of texts that the generator writes per label
     * @param options of their sampling
     */
    public record Settings(List<String> labels, int textsPerLabel, RealGradients real, GenerationOptions options) {}

    /**
     * A learner, its training on real examples, and how it reads examples.
     *
     * @param training whose trajectory is not one of those that gradients are matched along
     */
    public record LearnerTraining(
            Learner learner, RealDataTraining training, Function<List<Example>, TokenBatch> tokens) {}

    /** The gradients of each label [labels] at one learner state. */
    private record State(List<MeanGradient> real, List<HeadGradients> synthetic) {}

    private final List<List<Example>> texts; // [label]
    private final List<State> states;
    private final MatchingObjective objective;

    private Validation(List<List<Example>> texts, List<State> states, MatchingObjective objective) {
        this.texts = texts;
        this.states = states;
        this.objective = objective;
    }

    /**
     * Lets the generator write the texts, and trains the learner along one trajectory; each position gives a learner
     * state. The same arguments give the same validation.
     *
     * @param generator before matching
     * @param select [label], the examples to match, none of which is trained on
     * @throws InputException if the generator writes no usable text of a label
     */
    public static Validation prepare(
            Settings settings,
            Generator generator,
            LearnerTraining training,
            List<TokenBatch> select,
            MatchingObjective objective,
            RandomStreams streams) {
        Learner learner = training.learner();
        RealDataTraining steps = training.training();
        List<List<Example>> texts = write(settings, generator, streams).texts();
        List<TokenBatch> synthetic = texts.stream().map(training.tokens()).toList();
        List<State> states = new ArrayList<>();
        steps.start(learner, 0);
        for (int position = 0; position < steps.settings().positions(); position++) {
            if (position > 0) {
                steps.advance(learner, 0, position);
            }
            states.add(new State(
                    select.stream()
                            .map(batch -> settings.real().head(learner, batch))
                            .toList(),
                    synthetic.stream().map(learner::headGradients).toList()));
        }
        return new Validation(texts, states, objective);
    }

    /** The mean cosine over labels and learner states, in [-1, 1]. */
    public double cosine(Generator generator) {
        double sum = 0;
        for (int label = 0; label < texts.size(); label++) {
            float[] nll = generator.nll(texts.get(label));
            for (State state : states) {
                sum += objective
                        .match(state.real().get(label), state.synthetic().get(label), nll)
                        .cosine();
            }
        }
        return sum / texts.size() / states.size();
    }

    private static CandidatePool write(Settings settings, Generator generator, RandomStreams streams) {
        List<TextFilter> written = new ArrayList<>();
        for (int label = 0; label < settings.labels().size(); label++) {
            long seed = streams.seed("validation texts", label);
            written.add(TextFilter.of(
                    generator.generate(label, settings.textsPerLabel(), settings.options(), seed), false));
        }
        CandidatePool pool = CandidatePool.of(written);
        TextAdvice advice = TextAdvice.BEFORE_MATCHING;
        pool.requireEnough(1, settings.labels(), advice.writer(), advice.remedy(settings.options()));
        return pool;
    }
}
