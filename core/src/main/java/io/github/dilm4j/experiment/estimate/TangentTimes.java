package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.JointEncoder;
import io.github.dilm4j.coreset.RandomSelector;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.RidgeSetSelector;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.experiment.stage.Tangents;
import java.util.List;

/**
 * Seconds of a selection by tangent features, measured on some samples. They come in addition to those of a selection by
 * embeddings, with which each search begins.
 */
final class TangentTimes {
    private static final int FIRST = 16; // texts, for the time of one
    private static final int FEWEST = 64; // texts that a search chooses among
    private static final int PER_CHOSEN = 4; // the same, for each text of the set

    private final Probe probe = new Probe();
    private final Samples samples;
    private final Encoder encoder;
    private final double perText;

    /**
     * @param raw of the tangents, without a memory
     * @param embeddings of the samples, beside the tangents
     */
    TangentTimes(Samples samples, Encoder raw, Encoder embeddings) {
        this.samples = samples;
        this.encoder = new CachingEncoder(new JointEncoder(List.of(raw, embeddings)));
        int size = Math.min(FIRST, samples.all().size());
        perText = probe.each(number -> raw.embed(samples.part(number, size))) / size;
    }

    /**
     * Returns the seconds for all sets of a method.
     *
     * @param fit texts of the fit split
     * @param candidates texts that are chosen among beside those of the fit split
     * @param dpcs sizes of the sets
     * @param sets number of sets of each size
     */
    double selection(int fit, long candidates, List<Integer> dpcs, int sets) {
        int rows = Math.min(Tangents.ROWS, fit);
        double seconds = (rows + candidates) * perText;
        for (int dpc : dpcs) {
            List<Example> dealt = dealt(dpc);
            int chosen = Math.min(dpc, dealt.size() / samples.labels() / 2);
            encoder.embed(dealt);
            RidgeReference[] reference = new RidgeReference[1];
            double summed = probe.once(() -> reference[0] = RidgeReference.of(dealt, samples.labels(), encoder));
            SetSelector selector = new RidgeSetSelector(
                    encoder, reference[0], SetSelector.perLabel(new RandomSelector()), RidgeSetSelector.Settings.USUAL);
            double searched = probe.each(
                    i -> selector.select(dealt, samples.labelNames(), Math.max(1, chosen), new RandomStreams(i)));
            seconds += summed * rows / dealt.size() / dpcs.size() + sets * searched;
        }
        return seconds;
    }

    private List<Example> dealt(int dpc) {
        List<Example> all = samples.dealt();
        return all.subList(0, Math.min(all.size(), Math.max(FEWEST, PER_CHOSEN * dpc * samples.labels())));
    }
}
