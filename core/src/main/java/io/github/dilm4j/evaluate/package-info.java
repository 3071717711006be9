/**
 * What a distilled set is worth: training fresh learners on it or showing it to a language model, and scoring them. Entry
 * points: {@link io.github.dilm4j.evaluate.FineTuning}, {@link io.github.dilm4j.evaluate.InContextLearning}, {@link
 * io.github.dilm4j.evaluate.Scoring}. May import {@code training}, {@code served}, {@code generator}, {@code learner},
 * {@code model}, {@code tensor}, {@code tokenize}, {@code statistics}, {@code data}, {@code piece} and {@code base}.
 */
package io.github.dilm4j.evaluate;
