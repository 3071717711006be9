package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Examples and their embeddings.
 *
 * @param vectors [examples][hidden]
 */
record Embedded(List<Example> examples, float[][] vectors) implements Serializable {
    /** 128 MB of embeddings. A heap of 1 GB can hold the copies that sending makes of them. */
    private static final long MOST_COORDINATES = 1L << 25;

    Embedded {
        examples = List.copyOf(examples); // can be sent
    }

    /** Examples that are not compared by embeddings. */
    static Embedded without(List<Example> examples) {
        return new Embedded(examples, new float[0][]);
    }

    /** Whether the embeddings are few enough to be sent to executors. */
    boolean canBeSent() {
        return vectors.length == 0 || canBeSent(vectors.length, vectors[0].length);
    }

    /** Whether so many embeddings are few enough to be sent to executors. */
    static boolean canBeSent(long examples, int hidden) {
        return examples * hidden <= MOST_COORDINATES;
    }

    /** Gives these embeddings for the texts of these examples. */
    Encoder encoder() {
        Map<List<String>, float[]> known = new HashMap<>();
        for (int i = 0; i < vectors.length; i++) {
            known.put(examples.get(i).texts(), vectors[i]);
        }
        return asked ->
                asked.stream().map(example -> known.get(example.texts())).toArray(float[][]::new);
    }
}
