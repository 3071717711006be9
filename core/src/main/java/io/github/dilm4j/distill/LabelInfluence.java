package io.github.dilm4j.distill;

import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.ByLabel;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.Generator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Measures how much the label matters to a generator: the generator classifies examples by the label under which their
 * text is most likely. Every measurement takes the same examples, with equally many of each label if possible.
 */
final class LabelInfluence {
    private static final int MOST_ROWS = 200;
    private static final int FEWEST_ROWS = 16;
    private static final int MOST_TEXTS = 1600; // rows times labels

    private final List<Example> rows;
    private final int labels;
    private final double chance;

    /**
     * The result of one measurement.
     *
     * @param correct rows whose true label is the most likely
     * @param margin the log-likelihood under the true label minus that under the best other label, mean over rows, nats
     *     per token
     * @param chance the accuracy of always giving the most frequent label
     */
    record Result(int rows, int correct, double margin, double chance) {
        private static final double SIGNIFICANCE = 0.01;
        private static final double LITTLE = 0.25; // share of the way from chance to all rows

        double accuracy() {
            return (double) correct / rows;
        }

        /**
         * Whether a one-sided binomial test cannot tell the accuracy from chance; false where the rows are so few that
         * even a perfect result would not be significant.
         */
        boolean isNoBetterThanChance() {
            return atLeast(correct, chance) > SIGNIFICANCE && atLeast(rows, chance) <= SIGNIFICANCE;
        }

        /**
         * Whether a one-sided binomial test also tells the accuracy from that of a generator whose labels matter a
         * little. A few rows cannot show this.
         */
        boolean showsThatLabelsAreIgnored() {
            double little = chance + LITTLE * (1 - chance);
            return isNoBetterThanChance() && 1 - atLeast(correct + 1, little) <= SIGNIFICANCE;
        }

        /** The probability of at least this many correct rows if each is correct with {@code probability}. */
        private double atLeast(int least, double probability) {
            return BinomialDistribution.of(rows, probability).survivalProbability(least - 1);
        }
    }

    /**
     * @param examples some of these are measured
     * @param labels number of labels, at least two
     * @param streams the choice of the examples
     */
    LabelInfluence(List<Example> examples, int labels, RandomStreams streams) {
        this.labels = labels;
        rows = chosen(ByLabel.group(examples, labels), streams);
        int[] perLabel = new int[labels];
        rows.forEach(row -> perLabel[row.label()]++);
        chance = Arrays.stream(perLabel).max().orElseThrow() / (double) rows.size();
    }

    /** Takes one example of every label in turn until there are enough; with more labels, fewer are enough. */
    private static List<Example> chosen(List<List<Example>> byLabel, RandomStreams streams) {
        int labels = byLabel.size();
        int most = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, MOST_TEXTS / labels));
        int[] labelOrder = RandomStreams.permutation(labels, streams.stream("label influence labels"));
        int[][] orders = new int[labels][];
        for (int label = 0; label < labels; label++) {
            orders[label] =
                    RandomStreams.permutation(byLabel.get(label).size(), streams.stream("label influence rows", label));
        }
        List<Example> chosen = new ArrayList<>();
        int longest = byLabel.stream().mapToInt(List::size).max().orElse(0);
        for (int turn = 0; turn < longest && chosen.size() < most; turn++) {
            for (int label : labelOrder) {
                if (turn < orders[label].length && chosen.size() < most) {
                    chosen.add(byLabel.get(label).get(orders[label][turn]));
                }
            }
        }
        return chosen;
    }

    /** The number of likelihoods of a measurement. */
    int likelihoods() {
        return rows.size() * labels;
    }

    /** @throws NotFiniteException if a likelihood is NaN or infinite */
    Result measure(Generator generator) {
        float[][] nll = new float[labels][]; // [label][row], of the row's text under that label
        for (int label = 0; label < labels; label++) {
            int of = label;
            nll[label] = generator.nll(
                    rows.stream().map(row -> new Example(row.texts(), of)).toList());
        }
        int correct = 0;
        double margins = 0;
        for (int row = 0; row < rows.size(); row++) {
            int label = rows.get(row).label();
            double bestOther = Double.POSITIVE_INFINITY;
            for (int other = 0; other < labels; other++) {
                bestOther = other == label ? bestOther : Math.min(bestOther, nll[other][row]);
            }
            double margin = bestOther - nll[label][row];
            correct += margin > 0 ? 1 : 0;
            margins += margin;
        }
        double margin = margins / rows.size();
        if (!Double.isFinite(margin)) {
            throw new NotFiniteException("loss", margin);
        }
        return new Result(rows.size(), correct, margin, chance);
    }
}
