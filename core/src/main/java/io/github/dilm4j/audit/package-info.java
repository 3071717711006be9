/**
 * What distilled texts repeat of the data that they were made from. Entry points: {@link
 * io.github.dilm4j.audit.SetAudit}, {@link io.github.dilm4j.audit.TrainingTexts}, {@link
 * io.github.dilm4j.audit.NearestTexts}, {@link io.github.dilm4j.audit.SetsAgainstReal}, {@link io.github.dilm4j.audit.Membership}. May import {@code base},
 * {@code data} and {@code statistics}.
 */
package io.github.dilm4j.audit;
