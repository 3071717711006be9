/**
 * OPT. Entry point: {@link io.github.dilm4j.model.opt.OptArchitecture}. May import {@code model}, {@code
 * model.causal}, {@code nn}, {@code tensor}, {@code base} and the engine.
 */
package io.github.dilm4j.model.opt;
