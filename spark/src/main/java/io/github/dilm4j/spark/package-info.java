/**
 * The stages' pieces of work on Apache Spark, and K-centers of a data set's rows. Entry points: {@link
 * io.github.dilm4j.spark.SparkPieceRunner}, {@link io.github.dilm4j.spark.TextDistiller} and {@link
 * io.github.dilm4j.spark.DistilledPipeline} from Java, {@link io.github.dilm4j.spark.DilmOnSpark} for {@code
 * spark-submit}. No other module depends on it. May import {@code cli}, {@code run}, {@code learner}, {@code coreset},
 * {@code data}, {@code piece}, {@code tensor} and {@code base}.
 */
package io.github.dilm4j.spark;
