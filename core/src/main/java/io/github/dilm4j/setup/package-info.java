/**
 * Turns a file of labelled texts into an experiment: it finds the fields, splits the rows, picks models and sizes, and
 * returns the best sets of the finished run. Entry points: {@link io.github.dilm4j.setup.Setup}, {@link
 * io.github.dilm4j.setup.Handover}. May import {@code base}, {@code data}, {@code experiment}, {@code hub}, {@code
 * run}, {@code run.config} and {@code tensor}.
 */
package io.github.dilm4j.setup;
