package io.github.dilm4j.spark;

import io.github.dilm4j.piece.Work;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The works that are open on an executor. They stay open for the next pieces, one for each task at a time. */
final class Workbenches {
    /** Static, because a task can find them only through its process. */
    static final Workbenches OF_PROCESS = new Workbenches();

    private final Map<String, Deque<OpenWork<?, ?>>> idle = new HashMap<>();

    /**
     * Uses a work, which is opened if none is free.
     *
     * @param key of the work
     * @param models as in {@link OpenWork}
     */
    @SuppressWarnings("unchecked") // a key identifies one work
    <P extends Serializable, R extends Serializable, T> T use(
            String key, Supplier<Work<P, R>> work, UnaryOperator<Path> models, Function<OpenWork<P, R>, T> use) {
        OpenWork<P, R> open = (OpenWork<P, R>) free(key);
        if (open == null) {
            open = new OpenWork<>(work.get(), models);
        }
        T result;
        try {
            result = use.apply(open);
        } catch (RuntimeException | Error e) {
            open.close();
            throw e;
        }
        keep(key, open);
        return result;
    }

    /** Closes other works, which are not needed next. */
    private synchronized OpenWork<?, ?> free(String key) {
        idle.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(key))
                .forEach(entry -> entry.getValue().forEach(OpenWork::close));
        idle.keySet().retainAll(List.of(key));
        return idle.computeIfAbsent(key, k -> new ArrayDeque<>()).poll();
    }

    private synchronized void keep(String key, OpenWork<?, ?> open) {
        idle.computeIfAbsent(key, k -> new ArrayDeque<>()).add(open);
    }
}
