/**
 * RoBERTa (Liu et al. 2019) and XLM-RoBERTa (Conneau et al. 2020) as classifiers. Entry point:
 * {@link io.github.dilm4j.model.roberta.RobertaArchitecture}. May import {@code model}, {@code model.encoder},
 * {@code nn}, {@code base} and the engine; no other architecture.
 */
package io.github.dilm4j.model.roberta;
