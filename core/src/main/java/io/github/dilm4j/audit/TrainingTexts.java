package io.github.dilm4j.audit;

import io.github.dilm4j.data.Example;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The training data of distilled texts, with which the texts' repetitions are found. */
public final class TrainingTexts {
    private static final double HIGH = 0.9;

    private final Set<List<String>> texts = new HashSet<>();
    private final NearestTexts nearest;

    /** @throws IllegalArgumentException if there is no example */
    public TrainingTexts(List<Example> examples) {
        examples.forEach(example -> texts.add(example.texts()));
        nearest = new NearestTexts(examples);
    }

    /** Finds the nearest of the examples. */
    NearestTexts nearest() {
        return nearest;
    }

    /**
     * Audits all sets of one method and size.
     *
     * @param sets one or more, none of them empty
     */
    public Repetition repetition(String method, int dpc, Collection<List<Example>> sets) {
        List<Example> all = sets.stream().flatMap(List::stream).toList();
        double[] overlaps = all.stream()
                .mapToDouble(example ->
                        nearest.to(example).map(NearestTexts.Nearest::overlap).orElse(0.0))
                .sorted()
                .toArray();
        return new Repetition(
                method,
                dpc,
                all.size(),
                (int) all.stream()
                        .filter(example -> texts.contains(example.texts()))
                        .count(),
                quantile(overlaps, 0.5),
                quantile(overlaps, HIGH),
                quantile(overlaps, 1),
                sets.stream().mapToDouble(TrainingTexts::distinct2).average().orElseThrow(),
                all.stream().mapToInt(TrainingTexts::words).average().orElseThrow());
    }

    /** The quantile: the least value that the given share of the values does not exceed. */
    private static double quantile(double[] ascending, double share) {
        return ascending[(int) Math.ceil(share * ascending.length) - 1];
    }

    /** 1 where no text has two words. */
    static double distinct2(List<Example> set) {
        Set<List<String>> different = new HashSet<>();
        int all = 0;
        for (Example example : set) {
            for (String text : example.texts()) {
                List<String> words = NearestTexts.words(text);
                for (int i = 1; i < words.size(); i++) {
                    different.add(words.subList(i - 1, i + 1));
                    all++;
                }
            }
        }
        return all == 0 ? 1 : (double) different.size() / all;
    }

    private static int words(Example example) {
        return example.texts().stream()
                .mapToInt(text -> NearestTexts.words(text).size())
                .sum();
    }
}
