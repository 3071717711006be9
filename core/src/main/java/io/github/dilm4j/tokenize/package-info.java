/**
 * Converts text to token ids and back like Hugging Face tokenizers, and trains tokenizers on text. Entry points: {@link
 * io.github.dilm4j.tokenize.Tokenizer}, {@link io.github.dilm4j.tokenize.BytePairTraining}, {@link
 * io.github.dilm4j.tokenize.WordPieceTraining}. May import {@code base} and {@code data}.
 */
package io.github.dilm4j.tokenize;
