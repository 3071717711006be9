package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.RandomSelector;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.RidgeSetSelector;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Workers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Seconds of ridge searches, each size measured once. They depend on the number of texts and hardly on the texts. As many
 * sets are searched for at once as there are workers, and each search has its share of the time.
 */
final class RidgeSearchTimes {
    private final Probe probe = new Probe();
    private final Samples samples;
    private final Encoder encoder; // of the samples
    private final Map<Size, Seconds> known = new HashMap<>();

    private record Size(int texts, int dpc) {}

    /**
     * @param reference to sum up the texts as a reference
     * @param first what a search adds for each text that no search has looked at before
     * @param search of one set among them, from a random one
     */
    record Seconds(double reference, double first, double search) {}

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
            SetSelector selector = selector(reference[0]);
            int atOnce = Workers.count(Device.CPU);
            double search = probe.each(i -> select(selector, dealt, dpc, atOnce, i));
            SetSelector fresh = selector(RidgeReference.of(dealt, samples.labels(), encoder)); // remembers no text
            double all = probe.once(() -> select(fresh, dealt, dpc, atOnce, 0));
            return new Seconds(summed, Math.max(0, all - search) / texts, search / atOnce);
        });
    }

    private SetSelector selector(RidgeReference reference) {
        return new RidgeSetSelector(
                encoder, reference, SetSelector.perLabel(new RandomSelector()), RidgeSetSelector.Settings.USUAL);
    }

    private void select(SetSelector selector, List<Example> texts, int dpc, int sets, long seed) {
        List<Supplier<List<Example>>> begun = new ArrayList<>();
        for (int set = 0; set < sets; set++) {
            RandomStreams streams = new RandomStreams(seed).child("set", set);
            begun.add(selector.begin(texts, samples.labelNames(), dpc, streams));
        }
        Workers.results(Device.CPU, begun);
    }
}
