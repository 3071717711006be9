package io.github.dilm4j.coreset;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses the examples of each label that are hardest for a classifier during its training, by one of three scores. The
 * classifier is a {@link SoftmaxProbe} on the embeddings, where the papers train whole networks. If scores
 * are equal, the earlier example in a random order is taken.
 */
public final class DynamicsSelector implements SetSelector {
    private static final int EPOCHS = 10;
    private static final int EARLY = 2; // epochs; a tenth to a fifth of the training, as in the paper

    private final Encoder encoder;
    private final Score score;

    /** How hard an example is; the largest are chosen. */
    public enum Score {
        /** The mean norm of the probabilities' error early in training. Paul et al. (arXiv:2107.07075), EL2N. */
        EL2N,
        /**
         * How often it is misclassified after it was classified correctly; one that is never classified correctly
         * counts most. Toneva et al. (arXiv:1812.05159).
         */
        FORGETTING,
        /** The probability of the most likely other label minus that of its own, at the end. */
        MARGIN
    }

    public DynamicsSelector(Encoder encoder, Score score) {
        this.encoder = encoder;
        this.score = score;
    }

    @Override
    public List<Example> select(List<Example> pool, List<String> labels, int dpc, RandomStreams streams) {
        int[] gold = pool.stream().mapToInt(Example::label).toArray();
        SoftmaxProbe probe = SoftmaxProbe.train(
                DistinctTexts.embed(encoder, pool), gold, labels.size(), EPOCHS, streams.child("probe"));
        int[] order = RandomStreams.permutation(pool.size(), streams.stream("ties"));
        List<List<Example>> byLabel = PerLabel.split(pool, labels.size());
        PerLabel.requireDifferent(dpc, labels, byLabel);
        List<Integer> hardest = IntStream.of(order)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> score(probe, i, gold[i]))
                        .reversed())
                .toList();
        List<Example> selected = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            int number = label;
            hardest.stream()
                    .map(pool::get)
                    .filter(example -> example.label() == number)
                    .distinct()
                    .limit(dpc)
                    .forEach(selected::add);
        }
        return selected;
    }

    private double score(SoftmaxProbe probe, int example, int label) {
        return switch (score) {
            case EL2N -> errorNorm(probe, example, label);
            case FORGETTING -> forgotten(probe, example, label);
            case MARGIN -> -margin(probe.probabilities()[probe.epochs() - 1][example], label);
        };
    }

    private static double errorNorm(SoftmaxProbe probe, int example, int label) {
        double sum = 0;
        for (int epoch = 0; epoch < EARLY; epoch++) {
            double squares = 0;
            float[] p = probe.probabilities()[epoch][example];
            for (int other = 0; other < p.length; other++) {
                double error = p[other] - (other == label ? 1 : 0);
                squares += error * error;
            }
            sum += Math.sqrt(squares) / EARLY;
        }
        return sum;
    }

    private static double forgotten(SoftmaxProbe probe, int example, int label) {
        int events = 0;
        boolean before = false;
        boolean learned = false;
        for (int epoch = 0; epoch < probe.epochs(); epoch++) {
            boolean right = probe.isRight(epoch, example, label);
            events += before && !right ? 1 : 0;
            learned |= right;
            before = right;
        }
        return learned ? events : probe.epochs();
    }

    private static double margin(float[] probabilities, int label) {
        double other = IntStream.range(0, probabilities.length)
                .filter(each -> each != label)
                .mapToDouble(each -> probabilities[each])
                .max()
                .orElse(0);
        return probabilities[label] - other;
    }
}
