/**
 * Classifiers for the method: logits, gradients of the head without back-propagation, gradients of
 * everything, training steps, resets; encoders; and pretraining of a learner from scratch. Entry points: {@link
 * io.github.dilm4j.learner.Learner}, {@link io.github.dilm4j.learner.Classifiers}. May import {@code training}, {@code
 * model}, {@code model.*}, {@code nn}, {@code tensor}, {@code tokenize}, {@code matching}, {@code coreset}, {@code
 * data}, {@code base} and the engine.
 */
package io.github.dilm4j.learner;
