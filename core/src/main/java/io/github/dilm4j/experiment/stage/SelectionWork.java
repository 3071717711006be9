package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Workers;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Chooses sets of real texts, a piece for each set.
 *
 * @param keep as in {@link SetSelectors#filtered}
 * @param labels their names
 * @param fit the texts to choose from
 */
record SelectionWork(double keep, List<String> labels, Embedded fit) implements Work<SelectionWork.Wanted, Example[]> {
    /** A set to choose. */
    record Wanted(Method method, int dpc, int set, RandomStreams streams) implements Serializable {}

    SelectionWork {
        labels = List.copyOf(labels); // can be sent
    }

    @Override
    public List<String> models() {
        return List.of();
    }

    @Override
    public Workbench<Wanted, Example[]> open(UnaryOperator<Path> located) {
        Encoder encoder = fit.encoder();
        SetSelectors selectors =
                new SetSelectors(fit.examples(), labels.size(), encoder, false, PieceRunner.LOCAL, () -> {});
        return choosing(method -> selectors.filtered(keep, encoder, selectors.of(method, encoder)));
    }

    /** @param selectors makes the selector of a method, which is kept */
    Workbench<Wanted, Example[]> choosing(Function<Method, SetSelector> selectors) {
        Map<Method, SetSelector> known = new EnumMap<>(Method.class);
        return Workbench.together(Workers.count(Device.CPU), sets -> {
            List<Supplier<List<Example>>> begun = new ArrayList<>();
            for (Wanted set : sets) {
                SetSelector selector = known.computeIfAbsent(set.method(), selectors);
                begun.add(selector.begin(fit.examples(), labels, set.dpc(), set.streams()));
            }
            return Workers.results(Device.CPU, begun).stream()
                    .map(chosen -> chosen.toArray(new Example[0]))
                    .toList();
        });
    }
}
