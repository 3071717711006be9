/**
 * What a distilled set is worth: training fresh learners on it or showing it to a language model, and scoring them. Entry
 * points: {@link io.github.dilm4j.evaluate.FineTuning}, {@link io.github.dilm4j.evaluate.InContextLearning},
 * {@link io.github.dilm4j.evaluate.Scoring}. May not import {@code run}, {@code report} or the engine.
 */
package io.github.dilm4j.evaluate;
