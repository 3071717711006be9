/**
 * The language model that writes texts: likelihoods and their weighted gradients, training, sampling. Entry point:
 * {@link io.github.dilm4j.generator.Generator}. May not import {@code learner}, {@code matching} or {@code distill}.
 */
package io.github.dilm4j.generator;
