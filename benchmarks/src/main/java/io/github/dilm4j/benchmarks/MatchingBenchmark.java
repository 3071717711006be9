package io.github.dilm4j.benchmarks;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.matching.GradientMatching;
import io.github.dilm4j.matching.HeadGradients;
import io.github.dilm4j.matching.LayerFactors;
import io.github.dilm4j.matching.Match;
import io.github.dilm4j.matching.MeanGradient;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/** Loss and coefficients of one label: 64 synthetic texts, 2 labels. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class MatchingBenchmark {
    @Param({"384", "768"})
    int features;

    private final GradientMatching objective = new GradientMatching(1);
    private HeadGradients synthetic;
    private MeanGradient real;
    private float[] nll;

    @Setup
    public void open() {
        UniformRandomProvider random = RandomStreams.of(1);
        synthetic = gradients(64, random);
        real = gradients(200, random).mean();
        nll = row(64, random);
    }

    @Benchmark
    public Match match() {
        return objective.match(real, synthetic, nll);
    }

    private HeadGradients gradients(int texts, UniformRandomProvider random) {
        float[][] deltas = new float[texts][];
        float[][] inputs = new float[texts][];
        for (int i = 0; i < texts; i++) {
            deltas[i] = row(2, random);
            inputs[i] = row(features, random);
        }
        return new HeadGradients(List.of(new LayerFactors(deltas, inputs)));
    }

    private static float[] row(int size, UniformRandomProvider random) {
        float[] row = new float[size];
        for (int i = 0; i < size; i++) {
            row[i] = random.nextFloat() - 0.5f;
        }
        return row;
    }
}
