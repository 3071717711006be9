/**
 * Choosing a few texts that represent many: selectors, K-means, and batches balanced over clusters. Entry points:
 * {@link io.github.dilm4j.coreset.CoresetSelector}, {@link io.github.dilm4j.coreset.PerLabel}. May import {@code
 * base}, {@code data} and {@code tensor}; arrays, not tensors, cross its border.
 */
package io.github.dilm4j.coreset;
