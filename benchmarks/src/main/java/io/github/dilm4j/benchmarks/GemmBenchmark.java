package io.github.dilm4j.benchmarks;

import io.github.dilm4j.tensor.Tensors;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
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

/** Products of the shapes of a BERT's layers: 2·rows·in·out operations each. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class GemmBenchmark {
    @Param({"1024x256x1024", "1024x384x1536", "1024x768x3072", "2048x2048x2048"})
    String shape;

    private Tensor left = new Tensor();
    private Tensor right = new Tensor();

    @Setup
    public void open() {
        String[] sizes = shape.split("x", -1);
        long rows = Long.parseLong(sizes[0]);
        long in = Long.parseLong(sizes[1]);
        long out = Long.parseLong(sizes[2]);
        try (PointerScope scope = new PointerScope()) {
            left = Tensors.keep(torch.rand(new long[] {rows, in}));
            right = Tensors.keep(torch.rand(new long[] {out, in}));
        }
    }

    @Benchmark
    public void product() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            torch.linear(left, right);
        }
    }

    @TearDown
    public void close() {
        left.close();
        right.close();
    }
}
