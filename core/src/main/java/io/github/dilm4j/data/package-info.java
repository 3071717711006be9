/**
 * Labelled texts: what a task is, and reading and writing its examples in every supported file format. Entry points:
 * {@link io.github.dilm4j.data.Task}, {@link io.github.dilm4j.data.Example}. May import only {@code base}.
 */
package io.github.dilm4j.data;
