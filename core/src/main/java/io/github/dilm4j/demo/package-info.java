/**
 * A labelled corpus of the project's own making, for the demo and for tests that need text. Entry point: {@link
 * io.github.dilm4j.demo.GrammarCorpus}. May import {@code base} and {@code data}.
 */
package io.github.dilm4j.demo;
