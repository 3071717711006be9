package io.github.dilm4j.distill;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The usable texts that a generator wrote once and from which several sets are chosen.
 *
 * @param texts [label][text], without repetitions
 * @param counts per label, how many texts were kept and dropped
 */
public record CandidatePool(List<List<Example>> texts, List<TextCounts> counts) {
    /** @param filtered [label] */
    static CandidatePool of(List<TextFilter> filtered) {
        return new CandidatePool(
                filtered.stream().map(TextFilter::kept).toList(),
                filtered.stream().map(TextFilter::counts).toList());
    }

    /** @param remedy what to do about a damaged file, as an imperative */
    public static CandidatePool read(Path file, String remedy) {
        return Json.read(file, CandidatePool.class, remedy);
    }

    public void write(Path file) {
        AtomicFiles.writeString(file, Json.line(this));
    }

    /**
     * Requires this number of different texts of every label.
     *
     * @param labels their names
     * @param writer who wrote the texts: {@code the generator}
     * @param remedy what to do if they are too few, as an imperative
     * @throws InputException that names every label with too few texts
     */
    void requireEnough(int needed, List<String> labels, String writer, String remedy) {
        List<String> shortfalls = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            int different = Example.distinctTexts(texts.get(label));
            if (different < needed) {
                shortfalls.add(shortfall(
                        labels.get(label), needed, different, texts.get(label).size(), counts.get(label)));
            }
        }
        if (!shortfalls.isEmpty()) {
            throw new InputException(
                    writer + " wrote too few usable texts: " + String.join(", ", shortfalls) + "; " + remedy);
        }
    }

    /** @param texts in the pool, equal ones included */
    private static String shortfall(String label, int needed, int usable, int texts, TextCounts counts) {
        List<String> losses = new ArrayList<>();
        if (!counts.losses().isEmpty()) {
            losses.add(counts.losses());
        }
        if (usable < texts) {
            losses.add((texts - usable) + " repeated");
        }
        if (texts < counts.kept()) {
            losses.add((counts.kept() - texts) + " copies of real texts, which distil.maxOverlap leaves out");
        }
        return usable + " of " + counts.written() + " for label '" + label + "' where " + needed
                + (needed == 1 ? " is" : " are") + " needed (" + String.join(", ", losses) + ")";
    }

    /** These texts followed by the texts of another pool that are not among them, label by label. */
    public CandidatePool with(CandidatePool other) {
        List<List<Example>> all = new ArrayList<>();
        List<TextCounts> sums = new ArrayList<>();
        for (int label = 0; label < texts.size(); label++) {
            List<Example> ofLabel = Stream.concat(texts.get(label).stream(), other.texts.get(label).stream())
                    .distinct()
                    .toList();
            all.add(ofLabel);
            sums.add(counts.get(label).with(other.counts.get(label), ofLabel.size()));
        }
        return new CandidatePool(all, sums);
    }

    /** The texts that another pool holds too. The counts remain those of all written texts. */
    CandidatePool in(CandidatePool other) {
        Set<Example> held = other.texts.stream().flatMap(List::stream).collect(Collectors.toSet());
        return filtered(held::contains);
    }

    /** This pool without some texts. The counts remain those of all written texts. */
    public CandidatePool without(Set<Example> others) {
        return filtered(text -> !others.contains(text));
    }

    private CandidatePool filtered(Predicate<Example> kept) {
        return new CandidatePool(
                texts.stream()
                        .map(ofLabel -> ofLabel.stream().filter(kept).toList())
                        .toList(),
                counts);
    }

    /** A random half of every label's texts, rounded up, label by label. */
    static List<Example> half(List<List<Example>> texts, RandomStreams streams) {
        List<Example> half = new ArrayList<>();
        for (int label = 0; label < texts.size(); label++) {
            List<Example> ofLabel = texts.get(label);
            int[] order = RandomStreams.permutation(ofLabel.size(), streams.stream("half", label));
            for (int i = 0; i < (ofLabel.size() + 1) / 2; i++) {
                half.add(ofLabel.get(order[i]));
            }
        }
        return half;
    }
}
