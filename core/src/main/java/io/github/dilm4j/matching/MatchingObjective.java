package io.github.dilm4j.matching;

/** Compares the learner's gradient on synthetic texts with that on real data, for one label. */
@FunctionalInterface
public interface MatchingObjective {
    /**
     * Measures the match.
     *
     * @param real mean gradient of the real batch
     * @param synthetic gradients of n synthetic texts
     * @param nll [n], the generator's mean negative log-likelihood per token of each synthetic text, nats
     * @throws IllegalArgumentException if lengths or shapes differ, a value is not finite, or a gradient is zero
     */
    Match match(MeanGradient real, HeadGradients synthetic, float[] nll);
}
