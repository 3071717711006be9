/**
 * The stages of a run, with the models and checkpoints that they need. Entry point: {@link
 * io.github.dilm4j.experiment.stage.StageContext}. May import {@code evaluate}, {@code distill}, {@code generator},
 * {@code served}, {@code learner}, {@code training}, {@code coreset}, {@code matching}, {@code model}, {@code model.*},
 * {@code nn}, {@code tensor}, {@code tokenize}, {@code audit}, {@code hub}, {@code run}, {@code run.config}, {@code
 * statistics}, {@code piece}, {@code data} and {@code base}.
 */
package io.github.dilm4j.experiment.stage;
