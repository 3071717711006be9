package io.github.dilm4j.coreset;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Chooses the set that trains the best ridge regression: the regression of the labels on the encoder's embeddings that
 * is fitted to the set has the least squared loss on reference texts. Each restart begins with the set of another
 * selector, and swaps texts for random candidates of the same label while that lowers the loss.
 */
public final class RidgeSetSelector implements SetSelector {
    /**
     * The settings of the search.
     *
     * @param ridge the regularisation, above 0; the features are centred and of mean squared length 1, with a constant
     *     1 beside them
     * @param swaps swaps that are tried, for each text of the set
     * @param restarts searches, of which the best set is taken
     */
    public record Settings(double ridge, int swaps, int restarts) {
        /** Chosen on SST-2 and TREC (docs/experiments.md). */
        public static final Settings USUAL = new Settings(0.1, 200, 1);

        /** @throws IllegalArgumentException if a value is out of its range */
        public Settings {
            if (!(ridge > 0) || swaps < 0 || restarts < 1) {
                throw new IllegalArgumentException("a ridge above 0, swaps of 0 or more and at least one restart are"
                        + " needed, got " + ridge + ", " + swaps + " and " + restarts);
            }
        }
    }

    private final Encoder encoder;
    private final RidgeReference reference;
    private final SetSelector start;
    private final Settings settings;

    /**
     * @param encoder the one of the reference
     * @param start gives the set that a restart begins with
     */
    public RidgeSetSelector(Encoder encoder, RidgeReference reference, SetSelector start, Settings settings) {
        this.encoder = encoder;
        this.reference = reference;
        this.start = start;
        this.settings = settings;
    }

    @Override
    public List<Example> select(List<Example> pool, List<String> labels, int dpc, RandomStreams streams) {
        return begin(pool, labels, dpc, streams).get();
    }

    @Override
    public Supplier<List<Example>> begin(List<Example> pool, List<String> labels, int dpc, RandomStreams streams) {
        DistinctTexts distinct = DistinctTexts.of(pool);
        List<Example> candidates = distinct.examples();
        float[][] embeddings = DistinctTexts.embed(encoder, candidates);
        int[][] ofLabel = positions(candidates, labels.size());
        Map<Example, Integer> position = new HashMap<>();
        for (int i = 0; i < distinct.size(); i++) {
            position.putIfAbsent(candidates.get(i), i);
        }
        List<int[]> starts = new ArrayList<>(); // [restart][texts], positions
        for (int restart = 0; restart < settings.restarts(); restart++) {
            starts.add(start.select(candidates, labels, dpc, streams.child("ridge start", restart)).stream()
                    .mapToInt(position::get)
                    .toArray());
        }
        return () -> Arrays.stream(best(starts, candidates, embeddings, ofLabel, streams))
                .mapToObj(candidates::get)
                .toList();
    }

    /** Swaps from all starts; returns the set that ends with the least loss. */
    private int[] best(
            List<int[]> starts,
            List<Example> candidates,
            float[][] embeddings,
            int[][] ofLabel,
            RandomStreams streams) {
        int[] best = new int[0];
        double least = Double.POSITIVE_INFINITY;
        for (int restart = 0; restart < starts.size(); restart++) {
            int[] chosen = starts.get(restart).clone();
            double loss = improve(chosen, candidates, embeddings, ofLabel, streams.stream("ridge swaps", restart));
            if (loss < least) {
                least = loss;
                best = chosen;
            }
        }
        return best;
    }

    /** Swaps in place; returns the loss that is reached. */
    private double improve(
            int[] chosen,
            List<Example> candidates,
            float[][] embeddings,
            int[][] ofLabel,
            UniformRandomProvider random) {
        boolean[] taken = new boolean[candidates.size()];
        RidgeSet.Candidate[] tried = new RidgeSet.Candidate[candidates.size()]; // those used so far
        RidgeSet.Candidate[] members = new RidgeSet.Candidate[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            taken[chosen[i]] = true;
            members[i] = candidate(candidates, embeddings, chosen[i], tried);
        }
        RidgeSet set = new RidgeSet(reference, settings.ridge(), members);
        double loss = set.loss();
        for (int swap = 0; swap < settings.swaps() * chosen.length; swap++) {
            int place = random.nextInt(chosen.length);
            int[] others = ofLabel[candidates.get(chosen[place]).label()];
            int other = others[random.nextInt(others.length)];
            if (taken[other]) {
                continue;
            }
            set.place(place, candidate(candidates, embeddings, other, tried));
            double changed = set.loss();
            if (changed < loss) {
                loss = changed;
                taken[chosen[place]] = false;
                taken[other] = true;
                chosen[place] = other;
            } else {
                set.undo();
            }
        }
        return loss;
    }

    private RidgeSet.Candidate candidate(
            List<Example> candidates, float[][] embeddings, int index, RidgeSet.Candidate[] tried) {
        if (tried[index] == null) {
            tried[index] = reference.candidate(candidates.get(index), embeddings[index]);
        }
        return tried[index];
    }

    private static int[][] positions(List<Example> examples, int labels) {
        int[][] positions = new int[labels][examples.size()];
        int[] counts = new int[labels];
        for (int i = 0; i < examples.size(); i++) {
            int label = examples.get(i).label();
            positions[label][counts[label]++] = i;
        }
        for (int label = 0; label < labels; label++) {
            positions[label] = Arrays.copyOf(positions[label], counts[label]);
        }
        return positions;
    }
}
