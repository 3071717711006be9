package io.github.dilm4j.evaluate;

import io.github.dilm4j.data.Example;
import java.util.List;
import java.util.Optional;

/** A language model that answers for texts after it has read demonstrations. For one thread at a time. */
interface InContextModel {
    /**
     * The model's judgement of the labels.
     *
     * @param logits [queries][labels]; their differences are log-odds, nats
     * @param dropped demonstrations that a prompt had to do without, mean over the queries
     * @param cutQueries queries that were too long even without demonstrations and lost their beginning
     * @param unnamed queries that were answered with no label's name
     */
    record Answers(float[][] logits, double dropped, int cutQueries, int unnamed) {}

    /** @param demonstrations in the order in which the model reads them */
    Answers answer(List<Example> demonstrations, List<Example> queries);

    /**
     * A warning about the answers, as a sentence; empty if there is none.
     *
     * @param demonstrations of the set, how many
     * @param set which it is, for the sentence
     */
    Optional<String> shortfall(InContextLearning.Outcome outcome, int demonstrations, String set);

    /** The warnings from opening the model about what was left out or overridden, a sentence each. */
    List<String> warnings();

    /** The remedy for logits that are not finite, as an imperative. */
    String remedy();
}
