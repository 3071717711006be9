package io.github.dilm4j.coreset;

import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers the embeddings of another encoder, so that each text is embedded once. For pools from which several sets
 * are drawn. It holds the text and 4 · hidden bytes for each text. Not for concurrent use.
 */
public final class CachingEncoder implements Encoder {
    private final Encoder encoder;
    private final Map<List<String>, float[]> known = new HashMap<>();

    public CachingEncoder(Encoder encoder) {
        this.encoder = encoder;
    }

    @Override
    public float[][] embed(List<Example> examples) {
        return embed(examples, known);
    }

    /** This encoder, except that it remembers no further text. */
    public Encoder frozen() {
        return examples -> embed(examples, new HashMap<>());
    }

    /** @param added receives the embeddings of texts that are not known yet */
    private float[][] embed(List<Example> examples, Map<List<String>, float[]> added) {
        Map<List<String>, Example> unknown = new LinkedHashMap<>();
        for (Example example : examples) {
            if (!known.containsKey(example.texts())) {
                unknown.putIfAbsent(example.texts(), example);
            }
        }
        if (!unknown.isEmpty()) {
            List<Example> asked = new ArrayList<>(unknown.values());
            float[][] embeddings = DistinctTexts.embed(encoder, asked);
            for (int i = 0; i < asked.size(); i++) {
                added.put(asked.get(i).texts(), embeddings[i]);
            }
        }
        float[][] result = new float[examples.size()][];
        for (int i = 0; i < result.length; i++) {
            List<String> texts = examples.get(i).texts();
            result[i] = known.containsKey(texts) ? known.get(texts) : added.get(texts);
        }
        return result;
    }
}
