/**
 * The stages' pieces of work on Apache Spark. Entry points: {@link io.github.dilm4j.spark.SparkPieceRunner} from Java, {@link
 * io.github.dilm4j.spark.DilmOnSpark} for {@code spark-submit}. No other module depends on it. May import {@code cli},
 * {@code piece}, {@code tensor} and {@code base}.
 */
package io.github.dilm4j.spark;
