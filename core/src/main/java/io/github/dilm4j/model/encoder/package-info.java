/**
 * Parts of encoder architectures: blocks that are normalised after each sum, embeddings, configs, and {@link
 * io.github.dilm4j.model.encoder.EncoderClassifier}, which makes a classifier out of an {@link
 * io.github.dilm4j.model.encoder.EncoderArchitecture}. May import {@code model}, {@code nn}, {@code tensor}, {@code
 * base} and the engine; no architecture.
 */
package io.github.dilm4j.model.encoder;
