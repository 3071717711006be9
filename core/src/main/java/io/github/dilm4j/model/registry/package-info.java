/**
 * The list of architectures, by the {@code model_type} of their configs. Entry points: {@link
 * io.github.dilm4j.model.registry.CausalArchitectures}, {@link io.github.dilm4j.model.registry.EncoderArchitectures}.
 * May import {@code model}, {@code model.*} and {@code base}.
 */
package io.github.dilm4j.model.registry;
