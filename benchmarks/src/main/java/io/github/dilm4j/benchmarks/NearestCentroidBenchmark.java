package io.github.dilm4j.benchmarks;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.tensor.PointSet;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The expensive step of K-means: the nearest of 200 centroids for 20,000 points. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class NearestCentroidBenchmark {
    @Param("384")
    int width;

    private float[][] centroids;
    private float[] distances;
    private PointSet set;

    @Setup
    public void open() {
        UniformRandomProvider random = RandomStreams.of(1);
        float[][] points = new float[20_000][width];
        for (float[] point : points) {
            for (int j = 0; j < width; j++) {
                point[j] = random.nextFloat();
            }
        }
        set = new PointSet(points);
        centroids = Arrays.copyOf(points, 200);
        distances = new float[points.length];
    }

    @Benchmark
    public int[] nearest() {
        return set.nearest(centroids, distances);
    }

    @TearDown
    public void close() {
        set.close();
    }
}
