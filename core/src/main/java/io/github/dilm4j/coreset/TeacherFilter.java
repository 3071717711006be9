package io.github.dilm4j.coreset;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Lets another selector choose among the candidates whose labels a teacher finds clearest: a share of each label's
 * candidates.
 */
public final class TeacherFilter implements SetSelector {
    private final Teacher teacher;
    private final Encoder encoder;
    private final double keep;
    private final SetSelector selector;

    /**
     * @param encoder embeds the candidates; the teacher's
     * @param keep share of each label's different candidates, above 0 and at most 1; never fewer than a set needs
     * @param selector chooses among what is kept
     */
    public TeacherFilter(Teacher teacher, Encoder encoder, double keep, SetSelector selector) {
        if (!(keep > 0 && keep <= 1)) {
            throw new IllegalArgumentException("the share to keep must be above 0 and at most 1, got " + keep);
        }
        this.teacher = teacher;
        this.encoder = encoder;
        this.keep = keep;
        this.selector = selector;
    }

    @Override
    public List<Example> select(List<Example> pool, List<String> labels, int dpc, RandomStreams streams) {
        return selector.select(kept(pool, labels, dpc), labels, dpc, streams);
    }

    @Override
    public Supplier<List<Example>> begin(List<Example> pool, List<String> labels, int dpc, RandomStreams streams) {
        return selector.begin(kept(pool, labels, dpc), labels, dpc, streams);
    }

    private List<Example> kept(List<Example> pool, List<String> labels, int dpc) {
        List<Example> kept = new ArrayList<>();
        for (List<Example> ofLabel : PerLabel.split(DistinctTexts.of(pool).examples(), labels.size())) {
            double[] margins = teacher.margins(ofLabel, encoder);
            IntStream.range(0, margins.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> -margins[i]))
                    .limit(Math.max(dpc, (long) Math.ceil(keep * margins.length)))
                    .sorted() // in the order of the pool
                    .forEach(i -> kept.add(ofLabel.get(i)));
        }
        return kept;
    }
}
