/**
 * One HTML file that shows a run, made from the run folder alone. Entry point: {@link io.github.dilm4j.report.Report}.
 * A section is a record made by one function from {@code RunRecord}, and its part of the template. Everything that
 * comes from users and generators passes {@code Untrusted}. May import {@code run}, {@code run.config}, {@code
 * statistics}, {@code audit}, {@code data} and {@code base}.
 */
package io.github.dilm4j.report;
