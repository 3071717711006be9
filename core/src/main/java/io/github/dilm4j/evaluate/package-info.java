/**
 * The evaluation of a distilled set: fresh learners are trained on it or a language model reads it, and both are
 * scored. Entry points: {@link io.github.dilm4j.evaluate.FineTuning}, {@link
 * io.github.dilm4j.evaluate.InContextLearning}, {@link io.github.dilm4j.evaluate.Scoring}. May import {@code training},
 * {@code served}, {@code generator}, {@code learner}, {@code model}, {@code tensor}, {@code tokenize}, {@code
 * statistics}, {@code data}, {@code piece} and {@code base}.
 */
package io.github.dilm4j.evaluate;
