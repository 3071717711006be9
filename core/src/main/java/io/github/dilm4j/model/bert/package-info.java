/**
 * BERT (Devlin et al. 2019): classifier and masked language model. Entry points: {@link
 * io.github.dilm4j.model.bert.BertArchitecture}, {@link io.github.dilm4j.model.bert.BertMaskedLanguageModel}. May
 * import {@code model}, {@code model.encoder}, {@code nn}, {@code tensor}, {@code base} and the engine; no other
 * architecture.
 */
package io.github.dilm4j.model.bert;
