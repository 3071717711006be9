/**
 * The matching objective: gradients of the learner's head and the generator's likelihoods in, loss and one coefficient
 * per synthetic text out. Plain arrays, no tensors. Entry point: {@link io.github.dilm4j.matching.GradientMatching}.
 * May import {@code base}.
 */
package io.github.dilm4j.matching;
