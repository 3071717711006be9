/**
 * Copies of a run's metrics for programs that track experiments. A failure there does not stop a run. Entry points: {@link
 * io.github.dilm4j.tracking.TensorBoardLog}, {@link io.github.dilm4j.tracking.MlflowLog}. May import {@code base} and
 * {@code run}.
 */
package io.github.dilm4j.tracking;
