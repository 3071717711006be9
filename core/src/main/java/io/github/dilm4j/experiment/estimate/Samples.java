package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Random examples of the fit split, on which work is measured.
 *
 * @param labels number of labels of the task
 */
record Samples(List<Example> all, int labels) {
    private static final int MOST = 2000;

    Samples {
        all = List.copyOf(all);
    }

    static Samples of(List<Example> fit, int labels) {
        return new Samples(RandomStreams.sample(fit, MOST, RandomStreams.of(1)), labels);
    }

    /** Names for the labels. */
    List<String> labelNames() {
        return IntStream.range(0, labels).mapToObj(Integer::toString).toList();
    }

    /** The examples of a batch; batches of successive numbers follow one another, around the end. */
    List<Example> part(int number, int size) {
        List<Example> chosen = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            chosen.add(all.get((int) (((long) number * size + i) % all.size())));
        }
        return chosen;
    }

    /** Like {@link #part}, as examples of one label. */
    List<Example> ofOneLabel(int number, int size) {
        return part(number, size).stream()
                .map(example -> new Example(example.texts(), number % labels))
                .toList();
    }

    /** All examples, dealt evenly to the labels. */
    List<Example> dealt() {
        List<Example> dealt = new ArrayList<>();
        for (Example example : all) {
            dealt.add(new Example(example.texts(), dealt.size() % labels));
        }
        return dealt;
    }
}
