/**
 * Statistics over predictions and scores, on plain numbers: reading a run loads no engine class. Entry points: {@link
 * io.github.dilm4j.statistics.ConfusionMatrix}, {@link io.github.dilm4j.statistics.Calibration}, {@link
 * io.github.dilm4j.statistics.Summary}, {@link io.github.dilm4j.statistics.HierarchicalBootstrap}, {@link
 * io.github.dilm4j.statistics.PairedPower}, {@link io.github.dilm4j.statistics.Comparison}, {@link
 * io.github.dilm4j.statistics.Holm}, {@link io.github.dilm4j.statistics.Chance}. May import no other package.
 */
package io.github.dilm4j.statistics;
