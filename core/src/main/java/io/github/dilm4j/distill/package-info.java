/**
 * The method itself as readable loops: language-model training, repsets, learner trajectories, gradient matching,
 * writing the distilled sets. Entry points: {@link io.github.dilm4j.distill.GradientMatchingTraining} and {@link
 * io.github.dilm4j.distill.DistilledTexts}. May import {@code training}, {@code generator}, {@code served}, {@code
 * learner}, {@code matching}, {@code coreset}, {@code nn}, {@code tensor}, {@code tokenize}, {@code data}, {@code
 * piece} and {@code base}.
 */
package io.github.dilm4j.distill;
