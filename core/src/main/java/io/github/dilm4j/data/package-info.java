/**
 * Labelled texts: what a task is, reading and writing its examples in every supported file format, and dividing them
 * by role. Entry points: {@link io.github.dilm4j.data.ExampleFiles}, {@link io.github.dilm4j.data.Task}, {@link
 * io.github.dilm4j.data.SplitRoles}. May import {@code base}.
 */
package io.github.dilm4j.data;
