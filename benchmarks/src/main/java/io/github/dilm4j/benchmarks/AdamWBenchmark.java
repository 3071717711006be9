package io.github.dilm4j.benchmarks;

import io.github.dilm4j.nn.AdamW;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Device;
import java.util.concurrent.TimeUnit;
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

/** One step over all weights, including clipping and zeroing: 9 numbers read or written per weight. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class AdamWBenchmark {
    @Param({"5000000", "22000000"})
    long weights;

    private AdamW optimizer;
    private Parameters parameters;

    @Setup
    public void open() {
        ParameterLayout layout = new ParameterLayout(0.02);
        layout.embedding("table", weights / 1000, 1000);
        parameters = layout.allocate(Device.CPU);
        parameters.gradients();
        optimizer = new AdamW(parameters, AdamW.Settings.withWeightDecay(0.01));
    }

    @Benchmark
    public double step() {
        return optimizer.step(1e-4, 1);
    }

    @TearDown
    public void close() {
        optimizer.close();
        parameters.close();
    }
}
