package io.github.dilm4j.model.encoder;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Packing;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.SharedRows;
import io.github.dilm4j.tensor.Device;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** One layer of a {@link LayerStack}. */
@FunctionalInterface
public interface EncoderBlock {
    /**
     * How the tokens of a pass stand.
     *
     * @param tokens all of them
     * @param wanted those whose output is wanted: all, or the first of every row
     * @param keyMask [rows, 1, 1, longest], added to the scores
     * @param shared rows for layers that know no distances, where all are wanted and it is worth it
     */
    record Rows(Packing tokens, Packing wanted, Tensor keyMask, Optional<SharedRows> shared) {
        static Rows all(PaddedBatch batch) {
            Packing packing = batch.packing();
            return new Rows(packing, packing, batch.keyMask(), packing.sharedRows());
        }

        static Rows first(PaddedBatch batch) {
            Device device = batch.packing().device();
            return new Rows(batch.packing(), Packing.even(batch.rows(), 1, device), batch.keyMask(), Optional.empty());
        }

        boolean allWanted() {
            return wanted == tokens;
        }
    }

    /**
     * @param x [tokens, hidden]
     * @param wanted [wanted, hidden], those of {@code x} whose output is wanted
     * @return [wanted, hidden]
     */
    Tensor forward(Tensor x, Tensor wanted, Rows rows, Pass pass);
}
