package io.github.dilm4j.benchmarks;

import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A product of square matrices, for the machine's rate. */
final class Gemm implements Piece {
    private static final int PRODUCTS = 10;

    private final Tensor left;
    private final Tensor right;

    Gemm(Work work) {
        long width = work.plan().gemmWidth();
        try (PointerScope scope = new PointerScope()) {
            left = Tensors.keep(torch.rand(new long[] {width, width}));
            right = Tensors.keep(torch.rand(new long[] {width, width}));
        }
    }

    @Override
    public int units() {
        return PRODUCTS;
    }

    @Override
    public Map<String, Double> run() {
        // in parallel, like all work here
        Workers.withoutGradients(Device.CPU, PRODUCTS, product -> left.mm(right));
        return Map.of();
    }

    @Override
    public void close() {
        left.close();
        right.close();
    }
}
