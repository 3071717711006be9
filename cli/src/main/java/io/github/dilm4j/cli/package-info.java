/**
 * The command line: options in, calls of the library, results on stdout, everything else on stderr. Entry point:
 * {@link io.github.dilm4j.cli.Dilm}. May import every package of the library.
 */
package io.github.dilm4j.cli;
