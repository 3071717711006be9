package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import java.util.List;

/**
 * Gives the blocks of another encoder's embeddings equal weight, and all embeddings unit length: each coordinate is
 * centred, and each block divided by its root mean square length, both over some rows. Blocks of very different length,
 * such as the gradients by the layers of a model, then count alike, and no text counts more than others.
 */
public final class BlockUnitEncoder implements Encoder {
    private final Encoder encoder;
    private final int blockSize;
    private final double[] mean; // [features]
    private final double[] scale; // [blocks]

    /**
     * @param blockSize coordinates in a block; divides the length of the embeddings
     * @param rows at least one
     */
    public BlockUnitEncoder(Encoder encoder, int blockSize, List<Example> rows) {
        this(encoder, blockSize, DistinctTexts.embed(encoder, rows));
    }

    /**
     * Of embeddings that are one block.
     *
     * @param rows at least one
     */
    public static BlockUnitEncoder ofOneBlock(Encoder encoder, List<Example> rows) {
        float[][] embeddings = DistinctTexts.embed(encoder, rows);
        return new BlockUnitEncoder(encoder, embeddings[0].length, embeddings);
    }

    private BlockUnitEncoder(Encoder encoder, int blockSize, float[][] embeddings) {
        this.encoder = encoder;
        this.blockSize = blockSize;
        int features = embeddings[0].length;
        if (features % blockSize != 0) {
            throw new IllegalArgumentException(
                    "embeddings of " + features + " coordinates have no blocks of " + blockSize);
        }
        mean = new double[features];
        for (float[] embedding : embeddings) {
            for (int j = 0; j < features; j++) {
                mean[j] += embedding[j] / (double) embeddings.length;
            }
        }
        double[] squares = new double[features / blockSize];
        for (float[] embedding : embeddings) {
            for (int j = 0; j < features; j++) {
                double centred = embedding[j] - mean[j];
                squares[j / blockSize] += centred * centred / embeddings.length;
            }
        }
        scale = new double[squares.length];
        for (int block = 0; block < scale.length; block++) {
            scale[block] = squares[block] > 0 ? 1 / Math.sqrt(squares[block]) : 0;
        }
    }

    @Override
    public float[][] embed(List<Example> examples) {
        float[][] embeddings = encoder.embed(examples);
        float[][] result = new float[embeddings.length][];
        for (int i = 0; i < result.length; i++) {
            result[i] = unit(embeddings[i]);
        }
        return result;
    }

    private float[] unit(float[] embedding) {
        double[] scaled = new double[embedding.length];
        double squares = 0;
        for (int j = 0; j < scaled.length; j++) {
            scaled[j] = (embedding[j] - mean[j]) * scale[j / blockSize];
            squares += scaled[j] * scaled[j];
        }
        double factor = squares > 0 ? 1 / Math.sqrt(squares) : 0;
        float[] unit = new float[scaled.length];
        for (int j = 0; j < unit.length; j++) {
            unit[j] = (float) (scaled[j] * factor);
        }
        return unit;
    }
}
