/**
 * XLNet (Yang et al. 2019) as a classifier. Entry point: {@link io.github.dilm4j.model.xlnet.XlnetArchitecture}. May
 * import {@code model}, {@code model.encoder}, {@code nn}, {@code tensor}, {@code base} and the engine; no other
 * architecture.
 */
package io.github.dilm4j.model.xlnet;
