package io.github.dilm4j.distill;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes distilled sets: {@code oversample · dpc} texts per label from the generator, of which a selector keeps
 * {@code dpc}. DiLM (arXiv:2404.00264), section 3.4.
 */
public final class DistilledTexts {
    private final SetSelector selector;
    private final int oversample;
    private final GenerationOptions options;
    private final TextAdvice advice;
    private final Observer observer;

    /** @param advice what to tell the user where too few texts can be used */
    public DistilledTexts(
            SetSelector selector, int oversample, GenerationOptions options, TextAdvice advice, Observer observer) {
        this.selector = selector;
        this.oversample = oversample;
        this.options = options;
        this.advice = advice;
        this.observer = observer;
    }

    /**
     * One distilled set of every size.
     *
     * @param byDpc ascending; {@code labels · dpc} examples each, label by label
     * @param counts per label, what became of the candidates
     */
    public record Sets(Map<Integer, List<Example>> byDpc, List<TextCounts> counts) {}

    /**
     * Writes one distilled set of every size. The candidates of a smaller set are the first ones of the largest set's.
     *
     * @param set its number, from 0
     * @param labels their names
     * @throws InputException if there are fewer distinct texts than a dpc asks for
     */
    public Sets write(Generator generator, int set, List<String> labels, List<Integer> dpcs, RandomStreams streams) {
        int largest = dpcs.stream().mapToInt(Integer::intValue).max().orElseThrow();
        Map<Integer, List<Example>> candidates = new TreeMap<>();
        List<TextCounts> counts = new ArrayList<>();
        List<String> shortfalls = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            var texts = generator.generate(label, oversample * largest, options, streams.seed("candidates", label));
            TextFilter filtered = TextFilter.of(texts, true);
            counts.add(filtered.counts());
            observer.textsWritten(set, label, filtered.counts());
            observer.candidates(set, label, filtered.kept());
            filtered.warn(label, observer, advice.remedy(options));
            for (int dpc : dpcs) {
                TextFilter first = TextFilter.of(texts.subList(0, oversample * dpc), true);
                candidates.computeIfAbsent(dpc, d -> new ArrayList<>()).addAll(first.kept());
                if (first.kept().size() < dpc) {
                    shortfalls.add(shortfall(labels.get(label), dpc, first.counts()));
                }
            }
        }
        if (!shortfalls.isEmpty()) {
            throw new InputException("the generator wrote too few usable texts: " + String.join(", ", shortfalls) + "; "
                    + advice.remedy(options, oversample));
        }
        Map<Integer, List<Example>> sets = new TreeMap<>();
        candidates.forEach(
                (dpc, pool) -> sets.put(dpc, selector.select(pool, labels, dpc, streams.child("selection", dpc))));
        return new Sets(sets, counts);
    }

    private static String shortfall(String label, int dpc, TextCounts counts) {
        return counts.kept() + " of " + counts.written() + " for label '" + label + "' where " + dpc + " are needed ("
                + counts.losses() + ")";
    }
}
