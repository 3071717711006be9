/**
 * The estimated cost of a run, from timing a few steps of each stage. Entry point: {@link
 * io.github.dilm4j.experiment.estimate.Estimator}. May import {@code experiment}, {@code experiment.stage}, {@code
 * evaluate}, {@code distill}, {@code generator}, {@code learner}, {@code coreset}, {@code matching}, {@code served},
 * {@code model}, {@code hub}, {@code run}, {@code run.config}, {@code tensor}, {@code tokenize}, {@code data} and {@code base}.
 */
package io.github.dilm4j.experiment.estimate;
