/**
 * Parts of every training loop: its schedule, the order of its batches, its checkpoints, and the check that its numbers
 * are finite; and the loop of pretraining. Entry points: {@link io.github.dilm4j.training.TrainingSchedule}, {@link
 * io.github.dilm4j.training.Checkpointing}, {@link io.github.dilm4j.training.Pretraining}. May import {@code nn},
 * {@code tokenize} and {@code base}.
 */
package io.github.dilm4j.training;
