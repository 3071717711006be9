/**
 * What distilled texts repeat of the data that they were made from. Entry points: {@link
 * io.github.dilm4j.audit.SetAudit}, {@link io.github.dilm4j.audit.TrainingTexts}, {@link
 * io.github.dilm4j.audit.NearestTexts}. May import {@code base} and
 * {@code data}.
 */
package io.github.dilm4j.audit;
