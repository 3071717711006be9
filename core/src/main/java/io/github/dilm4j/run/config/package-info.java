/**
 * The settings of an experiment: a complete, strict set of records, read from YAML. Entry point: {@link
 * io.github.dilm4j.run.config.ExperimentConfig}. May import {@code base}, {@code data} and
 * {@code served}.
 */
package io.github.dilm4j.run.config;
