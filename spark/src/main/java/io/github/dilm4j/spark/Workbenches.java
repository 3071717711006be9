package io.github.dilm4j.spark;

import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The workbenches of an executor. They stay open for the next pieces of the same work, one for each task at a time. */
final class Workbenches {
    /** Static, because a task can find them only through its process. */
    static final Workbenches OF_PROCESS = new Workbenches();

    private final Map<String, Deque<Workbench<?, ?>>> idle = new HashMap<>();

    /**
     * Does pieces on a workbench of their work, which is opened if none is free.
     *
     * @param key of the work
     */
    @SuppressWarnings("unchecked") // a key identifies one work
    <P extends Serializable, R extends Serializable> List<R> run(
            String key, Supplier<Work<P, R>> work, UnaryOperator<Path> located, List<Piece<P>> pieces) {
        Workbench<P, R> bench = (Workbench<P, R>) free(key);
        if (bench == null) {
            bench = work.get().open(located);
        }
        List<R> results = new ArrayList<>();
        try {
            for (int from = 0; from < pieces.size(); from += bench.atOnce()) {
                results.addAll(bench.run(pieces.subList(from, Math.min(pieces.size(), from + bench.atOnce()))));
            }
        } catch (RuntimeException | Error e) {
            bench.close();
            throw e;
        }
        keep(key, bench);
        return results;
    }

    /** Closes the workbenches of other works, which are not needed next. */
    private synchronized Workbench<?, ?> free(String key) {
        idle.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(key))
                .forEach(entry -> entry.getValue().forEach(Workbench::close));
        idle.keySet().retainAll(List.of(key));
        return idle.computeIfAbsent(key, k -> new ArrayDeque<>()).poll();
    }

    private synchronized void keep(String key, Workbench<?, ?> bench) {
        idle.computeIfAbsent(key, k -> new ArrayDeque<>()).add(bench);
    }
}
