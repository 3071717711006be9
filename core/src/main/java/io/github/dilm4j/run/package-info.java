/**
 * A run: its config, its stages, and its files. Entry points for readers: {@link
 * io.github.dilm4j.run.RunFolder}, {@link io.github.dilm4j.run.RunEvent}, {@link io.github.dilm4j.run.Manifest},
 * {@link io.github.dilm4j.run.Results}. May import {@code run.config}, {@code statistics}, {@code data} and {@code
 * base}.
 */
package io.github.dilm4j.run;
