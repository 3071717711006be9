package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A classifier that was trained on real rows and judges how clearly a text has its label: ridge regressions of the
 * labels on the encoder's embeddings. The rows are divided into folds by their texts, and each text is judged by a
 * regression that was trained without its fold. Neither a real row nor a copy of one is therefore judged by a model
 * that was trained on it.
 */
public final class Teacher {
    /** The best of five orders of magnitude for 1,000 to 65,000 rows of SST-2 and TREC, by accuracy out of fold. */
    private static final double RIDGE = 1e-3;

    private final List<RidgeReference> withoutFold; // [folds]
    private final List<double[][]> weights; // [folds], each [labels, features]
    private final Encoder encoder;

    private Teacher(List<RidgeReference> withoutFold, Encoder encoder) {
        this.withoutFold = withoutFold;
        this.weights = withoutFold.stream()
                .map(reference -> reference.regression(RIDGE))
                .toList();
        this.encoder = encoder;
    }

    /**
     * Trains on rows, which are read once.
     *
     * @param labels number of labels, at least 2
     * @param folds at least 2
     * @throws IllegalArgumentException if there are too few rows to leave a fold out, or all have the same embedding
     */
    public static Teacher of(List<Example> rows, int labels, int folds, Encoder encoder) {
        List<LabelMoments> ofFold =
                Stream.generate(() -> new LabelMoments(labels)).limit(folds).toList();
        RidgeReference.forEachEmbedding(
                rows, encoder, (row, embedding) -> ofFold.get(fold(row, folds)).add(embedding, row.label()));
        return of(ofFold, encoder);
    }

    /**
     * Trains on rows whose sums are known.
     *
     * @param ofFold [folds], at least 2; of the rows for which {@link #fold} gives this number
     * @param encoder of the rows
     * @throws IllegalArgumentException if there are too few rows to leave a fold out, or all have the same embedding
     */
    public static Teacher of(List<LabelMoments> ofFold, Encoder encoder) {
        List<RidgeReference> withoutFold = new ArrayList<>();
        for (LabelMoments fold : ofFold) {
            LabelMoments others = new LabelMoments(fold.counts().length);
            ofFold.stream().filter(other -> other != fold && other.texts() > 0).forEach(others::addAll);
            if (others.texts() == 0) {
                throw new IllegalArgumentException(
                        (long) fold.texts() + " rows are too few to train a teacher on all folds but one");
            }
            withoutFold.add(RidgeReference.of(others));
        }
        return new Teacher(withoutFold, encoder);
    }

    /** Like {@link #margins(List, Encoder)}, by the encoder that embedded the rows. */
    public double[] margins(List<Example> examples) {
        return margins(examples, encoder);
    }

    /**
     * The score of the text's own label minus the highest score of the others: above 0 if the teacher agrees with the
     * label.
     *
     * @param same the rows' encoder, perhaps with a cache
     * @return [examples]
     */
    public double[] margins(List<Example> examples, Encoder same) {
        double[] margins = new double[examples.size()];
        if (examples.isEmpty()) {
            return margins;
        }
        float[][] embeddings = DistinctTexts.embed(same, examples);
        for (int i = 0; i < margins.length; i++) {
            Example example = examples.get(i);
            int fold = fold(example, weights.size());
            double[] features = withoutFold.get(fold).features(embeddings[i]);
            double[] scores = Arrays.stream(weights.get(fold))
                    .mapToDouble(ofLabel -> RidgeReference.dot(ofLabel, features))
                    .toArray(); // [labels]
            double other = IntStream.range(0, scores.length)
                    .filter(label -> label != example.label())
                    .mapToDouble(label -> scores[label])
                    .max()
                    .orElseThrow();
            margins[i] = scores[example.label()] - other;
        }
        return margins;
    }

    /** The fold of a row or of another text, from 0. */
    public static int fold(Example example, int folds) {
        return Math.floorMod((example.texts().hashCode() * 0x9E3779B1) >>> 8, folds);
    }
}
