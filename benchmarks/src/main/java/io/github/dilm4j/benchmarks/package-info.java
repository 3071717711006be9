/**
 * Measures the library: whole pieces of work against the reference's way of working ({@code benchmarks/compare}), and
 * single kernels by JMH ({@code benchmarks/kernels}). Entry points: {@link io.github.dilm4j.benchmarks.Measure} and the
 * classes named {@code …Benchmark}. Nothing may import this package.
 */
package io.github.dilm4j.benchmarks;
