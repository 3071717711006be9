/**
 * Hands a finished run on: its distilled sets as a folder that Python's {@code datasets} opens, and its generator with a
 * model card. Entry point: {@link io.github.dilm4j.export.RunExport}. May import {@code run}, {@code audit}, {@code data},
 * {@code coreset} (for scorers), {@code statistics} and {@code base}; it knows no model, so that an export
 * can be made where there is no engine.
 */
package io.github.dilm4j.export;
