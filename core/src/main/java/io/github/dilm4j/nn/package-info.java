/**
 * The building blocks of models: parameters in one flat buffer, layers, attention, optimizers, schedules. Entry
 * point: {@link io.github.dilm4j.nn.ParameterLayout}. May import {@code tensor}, {@code base} and the engine.
 */
package io.github.dilm4j.nn;
