package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.RandomSelector;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.RidgeSetSelector;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Seconds of ridge searches, each size measured once. They depend on the number of texts and hardly on the texts. */
final class RidgeSearchTimes {
    private final Probe probe = new Probe();
    private final Samples samples;
    private final Encoder encoder; // of the samples
    private final Map<Size, Seconds> known = new HashMap<>();

    private record Size(int texts, int dpc) {}

    /**
     * @param reference to sum up the texts as a reference
     * @param search of one set among them, from a random one
     */
    record Seconds(double reference, double search) {}

    RidgeSearchTimes(Samples samples, Encoder encoder) {
        this.samples = samples;
        this.encoder = encoder;
    }

    /**
     * Measures a search.
     *
     * @param texts of the first samples, which are dealt to the labels
     * @param dpc texts per label of the set, at most as many as a label has
     */
    Seconds of(int texts, int dpc) {
        return known.computeIfAbsent(new Size(texts, dpc), size -> {
            List<Example> dealt = samples.dealt().subList(0, texts);
            encoder.embed(dealt);
            RidgeReference[] reference = new RidgeReference[1];
            double summed = probe.once(() -> reference[0] = RidgeReference.of(dealt, samples.labels(), encoder));
            SetSelector selector = new RidgeSetSelector(
                    encoder, reference[0], SetSelector.perLabel(new RandomSelector()), RidgeSetSelector.Settings.USUAL);
            return new Seconds(
                    summed, probe.each(i -> selector.select(dealt, samples.labelNames(), dpc, new RandomStreams(i))));
        });
    }
}
