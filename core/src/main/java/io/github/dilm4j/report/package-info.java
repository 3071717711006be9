/**
 * One HTML file that shows a run, made from the run folder alone. Entry point: {@link io.github.dilm4j.report.Report}.
 * A section consists of a record, which one function makes from {@code RunRecord}, and a part of the template. All text
 * from users and generators passes {@code Untrusted}. May import {@code run}, {@code run.config}, {@code statistics},
 * {@code served}, {@code audit}, {@code data} and {@code base}.
 */
package io.github.dilm4j.report;
