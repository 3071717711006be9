/**
 * The method itself as readable loops: language-model training, repsets, learner trajectories, gradient matching,
 * writing the distilled sets. Entry points: {@link io.github.dilm4j.distill.GradientMatchingTraining} and
 * {@link io.github.dilm4j.distill.DistilledTexts}. May not import {@code run}, {@code report} or the engine.
 */
package io.github.dilm4j.distill;
