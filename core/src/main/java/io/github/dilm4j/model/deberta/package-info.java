/**
 * DeBERTa-v2 and DeBERTa-v3 (He et al. 2021, 2023), which have one name in configs, as classifiers. Entry point:
 * {@link io.github.dilm4j.model.deberta.DebertaArchitecture}. May import {@code model}, {@code model.encoder},
 * {@code nn}, {@code tensor}, {@code base} and the engine; no other architecture.
 */
package io.github.dilm4j.model.deberta;
