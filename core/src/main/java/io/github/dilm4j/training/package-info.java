/**
 * What every training loop has: its schedule, the order of its batches, its checkpoints, and the check that its numbers
 * are finite. Entry points: {@link io.github.dilm4j.training.TrainingSchedule}, {@link
 * io.github.dilm4j.training.Checkpointing}. May import {@code nn} and {@code base}.
 */
package io.github.dilm4j.training;
