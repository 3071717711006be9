/**
 * A whole experiment in a run folder, under one lock: runs, skips, resumes or repeats the stages. Entry point: {@link
 * io.github.dilm4j.experiment.Experiment}. May import {@code experiment.stage}, {@code report}, {@code run}, {@code
 * run.config}, {@code piece}, {@code served}, {@code hub}, {@code learner}, {@code model}, {@code tensor}, {@code data} and {@code
 * base}.
 */
package io.github.dilm4j.experiment;
