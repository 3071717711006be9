/**
 * Exports a finished run: its distilled sets as a folder that Python's {@code datasets} opens, and its generator with
 * a model card. Entry point: {@link io.github.dilm4j.export.RunExport}. May import {@code run}, {@code run.config},
 * {@code statistics}, {@code audit}, {@code data} and {@code base}.
 */
package io.github.dilm4j.export;
