/**
 * Statistics over scores, on plain numbers: reading a run loads no engine class. Entry points: {@link
 * io.github.dilm4j.statistics.Summary}, {@link io.github.dilm4j.statistics.Comparison}, {@link
 * io.github.dilm4j.statistics.Holm}, {@link io.github.dilm4j.statistics.Chance}. May import no other package.
 */
package io.github.dilm4j.statistics;
