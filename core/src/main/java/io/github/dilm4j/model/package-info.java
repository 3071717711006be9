/**
 * What all architectures share: Hugging Face folders, checkpoints, and the interface through which learners see a
 * classifier. Entry points: {@link io.github.dilm4j.model.ModelFolder}, {@link io.github.dilm4j.model.Checkpoints}. May
 * import {@code nn}, {@code tensor}, {@code base} and the engine.
 */
package io.github.dilm4j.model;
