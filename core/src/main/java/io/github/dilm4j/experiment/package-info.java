/**
 * A whole experiment in a run folder: what is run, skipped, resumed or redone, under one lock. Entry point: {@link
 * io.github.dilm4j.experiment.Experiment}. May import {@code experiment.stage}, {@code report}, {@code run}, {@code
 * run.config}, {@code piece}, {@code hub}, {@code learner}, {@code model}, {@code tensor}, {@code data} and {@code
 * base}.
 */
package io.github.dilm4j.experiment;
