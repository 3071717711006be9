package io.github.dilm4j.distill;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.piece.Piece;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

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
    private final UnaryOperator<CandidatePool> admission;

    /**
     * @param advice what to tell the user if too few texts are usable
     * @param admission leaves out the usable texts that must not be chosen
     */
    public DistilledTexts(
            SetSelector selector,
            int oversample,
            GenerationOptions options,
            TextAdvice advice,
            Observer observer,
            UnaryOperator<CandidatePool> admission) {
        this.selector = selector;
        this.oversample = oversample;
        this.options = options;
        this.advice = advice;
        this.observer = observer;
        this.admission = admission;
    }

    /**
     * One distilled set of every size.
     *
     * @param byDpc ascending; {@code labels · dpc} examples each, label by label
     * @param counts per label, how many candidates were kept and dropped
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
        return write(written(generator, pieces(set, labels.size(), dpcs, streams)), set, labels, dpcs, streams);
    }

    /** The pieces of the texts that a set is chosen from. */
    public List<Piece<TextPiece>> pieces(int set, int labels, List<Integer> dpcs, RandomStreams streams) {
        return pieces(set, labels, oversample * Collections.max(dpcs), streams);
    }

    /** Like {@link #write(Generator, int, List, List, RandomStreams)}, from existing texts, which are removed. */
    public Sets write(WrittenTexts texts, int set, List<String> labels, List<Integer> dpcs, RandomStreams streams) {
        Written written = filtered(texts, set, labels.size());
        CandidatePool admitted = admission.apply(written.usable()); // once: it may compare each text with all real ones
        Map<Integer, CandidatePool> pools = new TreeMap<>();
        for (int dpc : dpcs) {
            pools.put(
                    dpc,
                    CandidatePool.of(written.texts().stream()
                                    .map(ofLabel -> TextFilter.of(ofLabel.subList(0, oversample * dpc), true))
                                    .toList())
                            .in(admitted));
        }
        pools.forEach(
                (dpc, pool) -> pool.requireEnough(dpc, labels, advice.writer(), advice.remedy(options, oversample)));
        Map<Integer, List<Example>> sets = new TreeMap<>();
        pools.forEach((dpc, pool) -> {
            List<Example> all = pool.texts().stream().flatMap(List::stream).toList();
            sets.put(dpc, selector.select(all, labels, dpc, streams.child("selection", dpc)));
        });
        return new Sets(sets, written.usable().counts());
    }

    /** Writes {@code count} texts for each label, from which {@link #begin} takes sets. */
    public CandidatePool candidates(Generator generator, int labels, int count, RandomStreams streams) {
        return candidates(written(generator, pieces(0, labels, count, streams)), labels);
    }

    /** The pieces of the texts of {@link #candidates(Generator, int, int, RandomStreams)}. */
    public static List<Piece<TextPiece>> pieces(int labels, int count, RandomStreams streams) {
        return pieces(0, labels, count, streams);
    }

    /** Like {@link #candidates(Generator, int, int, RandomStreams)}, from existing texts, which are removed. */
    public CandidatePool candidates(WrittenTexts texts, int labels) {
        return filtered(texts, 0, labels).usable();
    }

    /**
     * Begins to choose one distilled set of every size from a random half of a pool, as {@link SetSelector#begin} does.
     *
     * @param labels their names
     * @return the rest, which returns the sets by dpc, ascending
     * @throws InputException if half of a label's texts are fewer than a dpc asks for
     */
    public Supplier<Map<Integer, List<Example>>> begin(
            CandidatePool pool, List<String> labels, List<Integer> dpcs, RandomStreams streams) {
        List<Example> half = CandidatePool.half(pool.texts(), streams);
        Map<Integer, Supplier<List<Example>>> begun = new TreeMap<>();
        for (int dpc : dpcs) {
            pool.requireEnough(
                    2 * dpc,
                    labels,
                    advice.writer(),
                    advice.remedy(options, pool.counts().get(0).written()));
            begun.put(dpc, selector.begin(half, labels, dpc, streams.child("selection", dpc)));
        }
        return () -> {
            Map<Integer, List<Example>> sets = new TreeMap<>();
            begun.forEach((dpc, rest) -> sets.put(dpc, rest.get()));
            return sets;
        };
    }

    /** @param texts [label][text], the usable ones and the others */
    private record Written(List<List<GeneratedText>> texts, CandidatePool usable) {}

    private static List<Piece<TextPiece>> pieces(int set, int labels, int count, RandomStreams streams) {
        return IntStream.range(0, labels)
                .mapToObj(label -> TextPiece.all(set, label, count, streams.seed("candidates", label)))
                .flatMap(List::stream)
                .toList();
    }

    private WrittenTexts written(Generator generator, List<Piece<TextPiece>> pieces) {
        WrittenTexts texts = new WrittenTexts();
        for (Piece<TextPiece> piece : pieces) {
            texts.add(piece.input(), piece.input().write(generator, options));
        }
        return texts;
    }

    private Written filtered(WrittenTexts texts, int set, int labels) {
        List<List<GeneratedText>> written = texts.take(set, labels);
        List<TextFilter> filters = new ArrayList<>();
        for (int label = 0; label < labels; label++) {
            TextFilter filter = TextFilter.of(written.get(label), true);
            filters.add(filter);
            observer.textsWritten(set, label, filter.counts());
            observer.candidates(set, label, filter.kept());
            filter.warn(label, observer, advice.remedy(options));
        }
        return new Written(written, CandidatePool.of(filters));
    }
}
