/**
 * A whole experiment in a run folder: its stages, their checkpoints, its lock. Entry point:
 * {@link io.github.dilm4j.experiment.Experiment}. May not import the engine; only the command line imports it.
 */
package io.github.dilm4j.experiment;
