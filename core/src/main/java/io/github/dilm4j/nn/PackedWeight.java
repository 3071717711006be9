package io.github.dilm4j.nn;

import io.github.dilm4j.tensor.PackedProduct;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** A weight that the first product packs, whichever worker computes it. */
final class PackedWeight implements AutoCloseable {
    private Optional<PackedProduct> product = Optional.empty();
    private boolean tried;

    /** @param weight [out, in]; the same one in all calls */
    synchronized Optional<PackedProduct> of(Tensor weight) {
        if (!tried) {
            tried = true;
            product = PackedProduct.of(weight);
        }
        return product;
    }

    @Override
    public synchronized void close() {
        product.ifPresent(PackedProduct::close);
    }
}
