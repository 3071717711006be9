/**
 * Parts of all causal models, whatever their blocks: masks, the cache, prefixes, heads, growing vocabularies. Entry
 * point: {@link io.github.dilm4j.model.causal.CausalTransformer}. May import {@code model}, {@code model.encoder},
 * {@code nn}, {@code tensor}, {@code base} and the engine.
 */
package io.github.dilm4j.model.causal;
