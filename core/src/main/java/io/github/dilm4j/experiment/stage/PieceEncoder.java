package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.TransformerEncoder;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.tokenize.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Embeds texts in pieces, perhaps on executors. The open encoder tokenises and makes the batches, so that the vectors
 * have the same bits wherever they are computed.
 */
record PieceEncoder(TransformerEncoder open, EncodingWork work, PieceRunner pieces, Watch watch) implements Encoder {
    /** A piece takes a second or more with a usual model. Fewer texts are not worth a job of a cluster. */
    static final int BATCHES = 64;

    @Override
    public float[][] embed(List<Example> examples) {
        return open.embed(examples, this::embedBatches);
    }

    private float[][][] embedBatches(TokenSequence[][] batches) {
        if (batches.length <= BATCHES) {
            return open.embedBatches(batches);
        }
        List<Piece<EncodingWork.Batches>> parts = new ArrayList<>();
        for (int from = 0; from < batches.length; from += BATCHES) {
            TokenSequence[][] part = Arrays.copyOfRange(batches, from, Math.min(batches.length, from + BATCHES));
            parts.add(new Piece<>(
                    "the embedding of batch " + from + " and the next ones", new EncodingWork.Batches(from, part)));
        }
        float[][][] embedded = new float[batches.length][][];
        pieces.run(
                work.with(open),
                parts,
                watch,
                (part, some) -> System.arraycopy(some, 0, embedded, part.input().first(), some.length));
        return embedded;
    }
}
