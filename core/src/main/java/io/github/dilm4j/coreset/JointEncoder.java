package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import java.util.List;

/**
 * Puts the embeddings of several encoders one after the other. Each is divided by the square root of their number, so
 * that embeddings of unit length make one of unit length, in which all encoders count alike: the inner product of two
 * texts is the mean of those of the encoders.
 */
public final class JointEncoder implements Encoder {
    private final List<Encoder> encoders;

    /** @param encoders at least one */
    public JointEncoder(List<Encoder> encoders) {
        if (encoders.isEmpty()) {
            throw new IllegalArgumentException("there is no encoder to join");
        }
        this.encoders = List.copyOf(encoders);
    }

    @Override
    public float[][] embed(List<Example> examples) {
        List<float[][]> parts =
                encoders.stream().map(encoder -> encoder.embed(examples)).toList();
        float[][] embeddings = new float[examples.size()][];
        for (int i = 0; i < embeddings.length; i++) {
            embeddings[i] = joined(parts, i);
        }
        return embeddings;
    }

    private static float[] joined(List<float[][]> parts, int example) {
        float[] joined =
                new float[parts.stream().mapToInt(part -> part[example].length).sum()];
        double factor = 1 / Math.sqrt(parts.size());
        int at = 0;
        for (float[][] part : parts) {
            for (float value : part[example]) {
                joined[at++] = (float) (value * factor);
            }
        }
        return joined;
    }
}
