package io.github.dilm4j.spark;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.tensor.Engine;
import io.github.dilm4j.tensor.Workers;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What an executor does with the pieces of a task. */
final class PieceTask extends AbstractFunction1<Iterator<byte[]>, byte[]> implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String DRIVER = "driver"; // the executor's name where they are one process

    private final Broadcast<byte[]> work;
    private final String key;
    private final Map<String, String> archives;
    private final int cores;

    /**
     * @param work a {@link io.github.dilm4j.piece.Work}
     * @param key of its contents
     * @param archives of models, by the driver's name of their folder
     * @param cores that a task has
     */
    PieceTask(Broadcast<byte[]> work, String key, Map<String, String> archives, int cores) {
        this.work = work;
        this.key = key;
        this.archives = archives;
        this.cores = cores;
    }

    /**
     * What became of the pieces.
     *
     * @param failure if another try would end in the same way
     */
    record Outcome<R extends Serializable>(ArrayList<R> results, RuntimeException failure) implements Serializable {
        List<R> resultsOrThrow() {
            if (failure != null) {
                throw failure;
            }
            return results;
        }
    }

    @Override
    public byte[] apply(Iterator<byte[]> task) {
        return Sent.bytes(onItsCores(() -> outcome(task.next())));
    }

    /** One core runs a worker of its own beside those of other tasks; several cores are the engine's threads. */
    private <T> T onItsCores(Supplier<T> done) {
        if (!SparkEnv.get().executorId().equals(DRIVER) && Engine.threads() != cores) {
            Engine.setThreads(cores);
        }
        return cores == 1 ? Workers.onOwnWorker(done) : done.get();
    }

    private Outcome<Serializable> outcome(byte[] sent) {
        List<Piece<Serializable>> pieces = Sent.read(sent);
        try {
            return new Outcome<>(
                    new ArrayList<>(
                            Workbenches.OF_PROCESS.run(key, () -> Sent.read(work.value()), this::located, pieces)),
                    null);
        } catch (InputException | NotFiniteException e) {
            return new Outcome<>(new ArrayList<>(), e);
        }
    }

    private Path located(Path folder) {
        return Optional.ofNullable(archives.get(folder.toString()))
                .map(name -> Path.of(SparkFiles.get(name)))
                .orElse(folder);
    }
}
