/**
 * The Llama family: Llama 2 and 3, SmolLM, Mistral, Qwen2, Qwen3 and Gemma 1 to 3. Entry point: {@link
 * io.github.dilm4j.model.llama.LlamaArchitecture}. May import {@code model}, {@code model.causal}, {@code nn}, {@code
 * tensor}, {@code base} and the engine.
 */
package io.github.dilm4j.model.llama;
