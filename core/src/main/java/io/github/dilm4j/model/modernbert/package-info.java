/**
 * ModernBERT (Warner et al. 2024) as a classifier. Entry point:
 * {@link io.github.dilm4j.model.modernbert.ModernBertArchitecture}. May import {@code model}, {@code model.encoder},
 * {@code nn}, {@code tensor}, {@code base} and the engine; no other architecture.
 */
package io.github.dilm4j.model.modernbert;
