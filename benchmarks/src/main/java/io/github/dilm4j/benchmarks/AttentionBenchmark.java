package io.github.dilm4j.benchmarks;

import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Attention.Kernel;
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

/** Attention of 1,024 tokens in sequences of one length, 12 heads of 32. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class AttentionBenchmark {
    private static final int TOKENS = 1024;

    @Param({"16", "64"})
    int length;

    @Param({"FUSED", "PLAIN"})
    Kernel kernel;

    private Tensor states = new Tensor(); // [batch, length, 384]
    private Tensor mask = new Tensor(); // [batch, 1, 1, length]

    @Setup
    public void open() {
        try (PointerScope scope = new PointerScope()) {
            states = Tensors.keep(torch.rand(new long[] {TOKENS / length, length, 384}));
            mask = Tensors.keep(torch.zeros(new long[] {TOKENS / length, 1, 1, length}));
        }
    }

    @Benchmark
    public void attend() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor heads = Attention.splitHeads(states, 12); // [batch, heads, length, headSize]
            Attention.mergeHeads(Attention.attend(new Attention.Heads(heads, heads, heads), mask, 0, kernel));
        }
    }

    @TearDown
    public void close() {
        states.close();
        mask.close();
    }
}
