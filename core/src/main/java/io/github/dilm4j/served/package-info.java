/**
 * Language models behind an endpoint that speaks the protocol of OpenAI ({@code completions}, {@code
 * chat/completions}): vLLM, llama.cpp, Ollama, {@code transformers serve}, and paid services. What is sent leaves this
 * machine unless the address is its own. Entry point: {@link io.github.dilm4j.served.ServedModel}. May import {@code
 * base} and {@code hub}.
 */
package io.github.dilm4j.served;
