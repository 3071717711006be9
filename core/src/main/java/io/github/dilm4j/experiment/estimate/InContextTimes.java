package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.evaluate.InContextLearning;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Seconds of a language model that reads a set in one order and answers for texts.
 *
 * @param byDpc by the number of texts, for the sets of each dpc
 */
record InContextTimes(Map<Integer, Probe.Line> byDpc) {
    private static final int TEXTS = 64;

    static InContextTimes measure(InContextLearning model, Samples samples, List<Integer> dpc) {
        return new InContextTimes(dpc.stream()
                .collect(Collectors.toMap(Function.identity(), size -> measure(model, samples, (int) size))));
    }

    private static Probe.Line measure(InContextLearning model, Samples samples, int dpc) {
        List<Example> set = samples.part(0, dpc * samples.labels());
        List<Example> asked = samples.part(1, TEXTS);
        RandomStreams orders = new RandomStreams(1);
        return new Probe()
                .line(
                        TEXTS,
                        texts -> Probe.inTurn(
                                number -> model.run(set, asked.subList(0, texts), orders.child("order", number))));
    }

    /**
     * Seconds for the sets of every dpc.
     *
     * @param perDpc orders of all sets of a dpc
     * @param texts for which the model answers in each order
     */
    double seconds(long perDpc, int texts) {
        return byDpc.values().stream()
                .mapToDouble(line -> perDpc * line.at(texts))
                .sum();
    }
}
