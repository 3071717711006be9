/**
 * GPT-NeoX, of which Pythia is the best known. Entry point: {@link
 * io.github.dilm4j.model.gptneox.GptNeoxArchitecture}. May import {@code model}, {@code model.causal}, {@code nn},
 * {@code tensor}, {@code base} and the engine.
 */
package io.github.dilm4j.model.gptneox;
