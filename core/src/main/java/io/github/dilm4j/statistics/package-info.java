/**
 * Statistics over scores: {@link io.github.dilm4j.statistics.Summary}, {@link io.github.dilm4j.statistics.Comparison},
 * {@link io.github.dilm4j.statistics.Holm} and {@link io.github.dilm4j.statistics.Chance}. Works on plain numbers, so that reading a run loads no engine class. May not
 * import any other package of this library.
 */
package io.github.dilm4j.statistics;
