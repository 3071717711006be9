/**
 * The language model that writes texts: likelihoods and their weighted gradients, training, sampling. Entry point:
 * {@link io.github.dilm4j.generator.Generator}. May import {@code training}, {@code model}, {@code
 * model.*}, {@code nn}, {@code tensor}, {@code tokenize}, {@code data}, {@code base} and the engine.
 */
package io.github.dilm4j.generator;
