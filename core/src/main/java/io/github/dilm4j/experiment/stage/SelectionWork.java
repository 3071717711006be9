package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import io.github.dilm4j.run.config.Method;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Chooses sets of real texts, a piece for each set.
 *
 * @param keep as in {@link SetSelectors#filtered}
 * @param labels their names
 * @param fit the texts to choose from
 * @param embeddings [fit][hidden]
 */
record SelectionWork(double keep, List<String> labels, List<Example> fit, float[][] embeddings)
        implements Work<SelectionWork.Wanted, Example[]> {
    /** A set to choose. */
    record Wanted(Method method, int dpc, int set, RandomStreams streams) implements Serializable {}

    /** 128 MB of embeddings. A heap of 1 GB can hold the copies that sending makes of them. */
    private static final long MOST_COORDINATES = 1L << 25;

    SelectionWork {
        labels = List.copyOf(labels); // can be sent
        fit = List.copyOf(fit);
    }

    /** Whether the embeddings are few enough to be sent to executors. */
    boolean canBeSent() {
        return embeddings.length * (long) embeddings[0].length <= MOST_COORDINATES;
    }

    @Override
    public List<String> models() {
        return List.of();
    }

    @Override
    public Workbench<Wanted, Example[]> open(UnaryOperator<Path> located) {
        Map<List<String>, float[]> known = new HashMap<>();
        for (int i = 0; i < embeddings.length; i++) {
            known.put(fit.get(i).texts(), embeddings[i]);
        }
        Encoder encoder = examples ->
                examples.stream().map(example -> known.get(example.texts())).toArray(float[][]::new);
        SetSelectors selectors = new SetSelectors(fit, labels.size(), encoder, false);
        return choosing(method -> selectors.filtered(keep, encoder, selectors.of(method, encoder)));
    }

    /** @param selectors makes the selector of a method, which is kept */
    Workbench<Wanted, Example[]> choosing(Function<Method, SetSelector> selectors) {
        Map<Method, SetSelector> known = new EnumMap<>(Method.class);
        return Workbench.oneByOne(
                set -> known.computeIfAbsent(set.method(), selectors)
                        .select(fit, labels, set.dpc(), set.streams())
                        .toArray(new Example[0]),
                () -> {});
    }
}
