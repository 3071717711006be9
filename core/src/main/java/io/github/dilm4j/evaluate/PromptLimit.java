package io.github.dilm4j.evaluate;

/**
 * The longest prompt.
 *
 * @param tokens with the special tokens that the tokenizer puts before a text
 * @param key how the user names this setting, for errors
 */
public record PromptLimit(int tokens, String key) {}
