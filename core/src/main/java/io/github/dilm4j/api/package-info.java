/**
 * Distils texts that a program holds in memory, from Java and in a few lines. Entry point: {@link
 * io.github.dilm4j.api.Distiller}. May import {@code setup}, {@code experiment}, {@code experiment.stage}, {@code run},
 * {@code run.config}, {@code piece}, {@code data} and {@code base}.
 */
package io.github.dilm4j.api;
