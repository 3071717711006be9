/**
 * A whole experiment in a run folder: its stages, their checkpoints, its lock. Entry point: {@link
 * io.github.dilm4j.experiment.Experiment}. May import every package of the library.
 */
package io.github.dilm4j.experiment;
