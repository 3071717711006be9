/**
 * What a distilled set is worth: training fresh learners on it or showing it to a language model, scoring them, and the
 * statistics over many of them. Entry points: {@link io.github.dilm4j.evaluate.FineTuning},
 * {@link io.github.dilm4j.evaluate.InContextLearning}, {@link io.github.dilm4j.evaluate.Scoring},
 * {@link io.github.dilm4j.evaluate.Summary}, {@link io.github.dilm4j.evaluate.Comparison},
 * {@link io.github.dilm4j.evaluate.Holm}. May not import {@code run}, {@code report} or the engine.
 */
package io.github.dilm4j.evaluate;
