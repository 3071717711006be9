package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.learner.TransformerEncoder;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.TokenSequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Embeds texts in pieces, perhaps on executors. The open encoder tokenises and makes the batches, so that the vectors
 * have the same bits wherever they are computed.
 */
public final class PieceEncoder implements Encoder {
    /** A piece takes a second or more with a usual model. Fewer texts are not worth a job of a cluster. */
    private static final int BATCHES = 64;

    private static final int NO_LABELS = 2; // of the folder's head, which an encoder does not use

    private final TransformerEncoder open;
    private final EncodingWork work;
    private final PieceRunner pieces;
    private final Watch watch;

    PieceEncoder(TransformerEncoder open, EncodingWork work, PieceRunner pieces, Watch watch) {
        this.open = open;
        this.work = work;
        this.pieces = pieces;
        this.watch = watch;
    }

    /**
     * Opens an encoder.
     *
     * @param folder of the model
     * @param use receives the encoder, which is closed after it
     */
    public static <T> T with(Path folder, int maxTokens, PieceRunner pieces, Watch watch, Function<Encoder, T> use) {
        EncodingWork work = new EncodingWork(folder.toString(), NO_LABELS, maxTokens, Device.CPU);
        try (FolderEncoder open = work.encoder(UnaryOperator.identity(), watch::warning)) {
            return use.apply(new PieceEncoder(open.encoder(), work, pieces, watch));
        }
    }

    /** The number of pieces for this number of batches; 0 if the open encoder embeds them. */
    public static long pieces(double batches) {
        return batches <= BATCHES ? 0 : (long) Math.ceil(batches / BATCHES);
    }

    @Override
    public float[][] embed(List<Example> examples) {
        return open.embed(examples, this::embedBatches);
    }

    private float[][][] embedBatches(TokenSequence[][] batches) {
        if (pieces(batches.length) == 0) {
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
