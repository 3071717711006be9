package io.github.dilm4j.matching;

import io.github.dilm4j.base.NotFiniteException;

/**
 * The loss {@code 1 - cos(g, g̃)} of a real gradient g and a synthetic one g̃, and its derivative
 * {@code ∂loss/∂g̃ = alongReal·g + alongSynthetic·g̃}.
 *
 * @param cosine in [-1, 1]
 * @param alongReal factor of g
 * @param alongSynthetic factor of g̃
 */
public record CosineGradient(double cosine, double alongReal, double alongSynthetic) {
    /**
     * From the three inner products, taken over all parameters together.
     *
     * @param realReal ⟨g, g⟩
     * @param realSynthetic ⟨g, g̃⟩
     * @param syntheticSynthetic ⟨g̃, g̃⟩
     * @throws NotFiniteException if a product is not finite: the learner has diverged
     * @throws IllegalArgumentException if a gradient is zero
     */
    public static CosineGradient of(double realReal, double realSynthetic, double syntheticSynthetic) {
        checkSquaredNorm("real", realReal);
        checkSquaredNorm("synthetic", syntheticSynthetic);
        if (!Double.isFinite(realSynthetic)) {
            throw new NotFiniteException("inner product of the real and the synthetic gradient", realSynthetic);
        }
        double norms = Math.sqrt(realReal) * Math.sqrt(syntheticSynthetic);
        double cosine = Math.max(-1, Math.min(1, realSynthetic / norms)); // rounding may step over by one ulp
        return new CosineGradient(cosine, -1 / norms, cosine / syntheticSynthetic);
    }

    /** 1 - cosine. */
    public double loss() {
        return 1 - cosine;
    }

    private static void checkSquaredNorm(String which, double squaredNorm) {
        if (!Double.isFinite(squaredNorm)) {
            throw new NotFiniteException("squared norm of the " + which + " gradient", squaredNorm);
        }
        if (squaredNorm <= 0) {
            throw new IllegalArgumentException("the " + which
                    + " gradient is zero, so it has no direction to match; the learner is certain of every text");
        }
    }
}
