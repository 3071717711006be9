/**
 * Parts of all architectures: Hugging Face folders, checkpoints, and the interfaces of classifiers and causal models.
 * Entry points: {@link io.github.dilm4j.model.ModelFolder}, {@link io.github.dilm4j.model.Checkpoints}. May import
 * {@code nn}, {@code tensor}, {@code base} and the engine.
 */
package io.github.dilm4j.model;
