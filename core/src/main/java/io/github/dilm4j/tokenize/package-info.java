/**
 * Text to token ids and back, as Hugging Face tokenizers do it, and training tokenizers on text. Entry points: {@link
 * io.github.dilm4j.tokenize.Tokenizer}, {@link io.github.dilm4j.tokenize.BytePairTraining}, {@link
 * io.github.dilm4j.tokenize.WordPieceTraining}. May import {@code base} and {@code data}.
 */
package io.github.dilm4j.tokenize;
