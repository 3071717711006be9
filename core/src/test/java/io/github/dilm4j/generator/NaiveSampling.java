package io.github.dilm4j.generator;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Computes the distribution of the next token by its definition, in double precision and with a full sort. */
final class NaiveSampling {
    private NaiveSampling() {}

    /**
     * Returns the probabilities [vocabulary] after penalty, forbidden tokens, temperature, top-k and top-p, in this
     * order.
     *
     * @param written the tokens of the text so far
     */
    static double[] distribution(float[] logits, List<Integer> written, int[] forbidden, GenerationOptions options) {
        double[] scores = new double[logits.length];
        Arrays.setAll(scores, i -> logits[i]);
        for (int token : new HashSet<>(written)) {
            scores[token] = scores[token] > 0
                    ? scores[token] / options.repetitionPenalty()
                    : scores[token] * options.repetitionPenalty();
        }
        for (int token : forbidden) {
            scores[token] = Double.NEGATIVE_INFINITY;
        }
        int[] order = order(scores);
        double[] probabilities = new double[scores.length];
        if (options.temperature() == 0) {
            probabilities[order[0]] = 1;
            return probabilities;
        }
        int considered = options.topK() > 0 ? Math.min(options.topK(), order.length) : order.length;
        double largest = scores[order[0]];
        double total = 0;
        for (int i = 0; i < considered; i++) {
            probabilities[order[i]] = Math.exp((scores[order[i]] - largest) / options.temperature());
            total += probabilities[order[i]];
        }
        double before = 0;
        double kept = 0;
        for (int i = 0; i < considered; i++) {
            double own = probabilities[order[i]] / total;
            probabilities[order[i]] = before < options.topP() ? own : 0;
            kept += probabilities[order[i]];
            before += own;
        }
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] /= kept;
        }
        return probabilities;
    }

    /**
     * Returns the token at {@code uniform} of the cumulative distribution. The most likely tokens come first; if every
     * token may be drawn, the order is that of the vocabulary.
     */
    static int draw(double[] probabilities, GenerationOptions options, double uniform) {
        boolean all = options.topP() == 1 && options.topK() == 0 && options.temperature() != 0;
        int[] order = all ? IntStream.range(0, probabilities.length).toArray() : order(probabilities);
        double cumulative = 0;
        int last = -1;
        for (int token : order) {
            if (probabilities[token] > 0) {
                cumulative += probabilities[token];
                last = token;
                if (cumulative > uniform) {
                    return token;
                }
            }
        }
        return last;
    }

    static Set<Integer> support(double[] probabilities) {
        Set<Integer> tokens = new HashSet<>();
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] > 0) {
                tokens.add(i);
            }
        }
        return tokens;
    }

    private static int[] order(double[] values) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> -values[i]));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }
}
