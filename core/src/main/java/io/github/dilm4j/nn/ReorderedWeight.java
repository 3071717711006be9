package io.github.dilm4j.nn;

import io.github.dilm4j.tensor.ReorderedProduct;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** A weight that the first product reorders for the CPU, whichever worker computes it. */
final class ReorderedWeight implements AutoCloseable {
    private Optional<ReorderedProduct> product = Optional.empty();
    private boolean tried;

    /** @param weight [out, in]; the same one in all calls */
    synchronized Optional<ReorderedProduct> of(Tensor weight) {
        if (!tried) {
            tried = true;
            product = ReorderedProduct.of(weight);
        }
        return product;
    }

    @Override
    public synchronized void close() {
        product.ifPresent(ReorderedProduct::close);
    }
}
