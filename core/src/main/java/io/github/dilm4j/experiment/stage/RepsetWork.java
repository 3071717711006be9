package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.coreset.CoresetSelector;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import io.github.dilm4j.run.config.Method;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Chooses repsets of a label, a piece for each. The result of a piece is their positions in the pool.
 *
 * @param pool the label's examples
 * @param size examples in a repset
 */
record RepsetWork(Method selector, Embedded pool, int size) implements Work<RepsetWork.Repset, int[]> {
    /** A repset to choose. */
    record Repset(int number, long seed) implements Serializable {}

    /** @param label its name */
    static List<Piece<Repset>> pieces(String label, long[] seeds) {
        return IntStream.range(0, seeds.length)
                .mapToObj(number -> new Piece<>(
                        "repset " + number + " of label '" + label + "'", new Repset(number, seeds[number])))
                .toList();
    }

    @Override
    public List<String> models() {
        return List.of();
    }

    @Override
    public Workbench<Repset, int[]> open(UnaryOperator<Path> located) {
        return choosing(Settings.selector(selector, pool.encoder()));
    }

    Workbench<Repset, int[]> choosing(CoresetSelector by) {
        return Workbench.oneByOne(repset -> by.select(pool.examples(), size, repset.seed()), () -> {});
    }
}
