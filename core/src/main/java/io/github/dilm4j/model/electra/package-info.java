/**
 * ELECTRA (Clark et al. 2020) as a classifier. Entry point: {@link io.github.dilm4j.model.electra.ElectraArchitecture}.
 * May import {@code model}, {@code model.encoder}, {@code nn}, {@code base} and the engine; no other architecture.
 */
package io.github.dilm4j.model.electra;
