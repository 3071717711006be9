/**
 * GPT-2 (Radford et al. 2019) and its checkpoints. Entry point: {@link io.github.dilm4j.model.gpt2.Gpt2Architecture}.
 * May import {@code model}, {@code model.causal}, {@code nn}, {@code tensor}, {@code base} and the engine.
 */
package io.github.dilm4j.model.gpt2;
