/**
 * Classifiers as the method needs them: logits, gradients of the head without back-propagation, gradients of everything,
 * training steps, resets; encoders; and pretraining of a learner from nothing. Entry points:
 * {@link io.github.dilm4j.learner.Learner}, {@link io.github.dilm4j.learner.Classifiers}. May import {@code model} and
 * what it rests on, {@code tokenize}, {@code matching}, {@code data}, and of {@code coreset} the {@code Encoder}.
 */
package io.github.dilm4j.learner;
