package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.JointEncoder;
import io.github.dilm4j.experiment.stage.Tangents;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Seconds of a selection by tangent features, measured on some samples at the first selection. They come in addition to
 * those of a selection by embeddings, with which each search begins.
 */
final class TangentTimes {
    private static final int FIRST = 16; // texts, for the time of one
    private static final int FEWEST = 64; // texts that a search chooses among
    private static final int PER_CHOSEN = 4; // the same, for each text of the set

    private final Samples samples;
    private final Encoder raw;
    private final RidgeSearchTimes searches;
    private OptionalDouble perText = OptionalDouble.empty();

    /**
     * @param raw of the tangents, without a memory
     * @param embeddings of the samples, beside the tangents
     */
    TangentTimes(Samples samples, Encoder raw, Encoder embeddings) {
        this.samples = samples;
        this.raw = raw;
        searches = new RidgeSearchTimes(samples, new CachingEncoder(new JointEncoder(List.of(raw, embeddings))));
    }

    /**
     * Returns the seconds for all sets of a method.
     *
     * @param fit texts of the fit split
     * @param candidates texts that are chosen among; 0 for rows of the fit split
     * @param dpcs sizes of the sets
     * @param sets number of sets of each size
     */
    double selection(int fit, long candidates, List<Integer> dpcs, int sets) {
        int rows = Math.min(Tangents.ROWS, fit);
        double seconds = (rows + candidates) * perText();
        for (int dpc : dpcs) {
            int texts = Math.min(samples.all().size(), Math.max(FEWEST, PER_CHOSEN * dpc * samples.labels()));
            int chosen = Math.max(1, Math.min(dpc, texts / samples.labels() / 2));
            RidgeSearchTimes.Seconds measured = searches.of(texts, chosen);
            double once = measured.reference() * rows / texts + measured.first() * (candidates > 0 ? candidates : rows);
            seconds += once / dpcs.size() + sets * measured.search();
        }
        return seconds;
    }

    private double perText() {
        if (perText.isEmpty()) {
            int size = Math.min(FIRST, samples.all().size());
            perText = OptionalDouble.of(new Probe().each(number -> raw.embed(samples.part(number, size))) / size);
        }
        return perText.getAsDouble();
    }
}
