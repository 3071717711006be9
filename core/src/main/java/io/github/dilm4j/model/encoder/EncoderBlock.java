package io.github.dilm4j.model.encoder;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.AttentionRows;
import io.github.dilm4j.nn.Packing;
import io.github.dilm4j.nn.PaddedBatch;
import org.bytedeco.pytorch.Tensor;

/** One layer of a {@link LayerStack}. */
@FunctionalInterface
public interface EncoderBlock {
    /**
     * The layout of a pass's tokens.
     *
     * @param tokens all tokens
     * @param wanted the tokens whose output is needed: all, or the first of every row
     * @param keyMask [rows, 1, 1, longest], added to the scores
     * @param attention rows for attention if all are needed
     */
    record Rows(Packing tokens, Packing wanted, Tensor keyMask, AttentionRows attention) {
        /** @param shares whether several sequences may share a row for attention */
        static Rows all(PaddedBatch batch, boolean shares) {
            Packing packing = batch.packing();
            Tensor keyMask = batch.keyMask();
            return new Rows(
                    packing, packing, keyMask, shares ? packing.sharedRows(keyMask) : packing.attentionRows(keyMask));
        }

        /** Returns these rows, with only the first token of each needed. */
        Rows first() {
            return new Rows(tokens, Packing.even(tokens.rows(), 1, tokens.device()), keyMask, attention);
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

    /** Whether the attention ignores distances, so that several sequences may share a row. */
    default boolean sharesRows() {
        return false;
    }
}
