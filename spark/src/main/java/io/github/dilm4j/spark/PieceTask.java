package io.github.dilm4j.spark;

import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.piece.Cost;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.run.PeakMemory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** The work of an executor on the pieces of a task. */
final class PieceTask<P extends Serializable, R extends Serializable>
        extends AbstractFunction1<Iterator<byte[]>, byte[]> implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int DIRECT = 1 << 20; // bytes; larger outcomes wait on the executor until they are read

    private final SentWork<P, R> work;

    PieceTask(SentWork<P, R> work) {
        this.work = work;
    }

    /**
     * The result of the pieces.
     *
     * @param folders of the pieces, if their work writes
     * @param failure a failure that would repeat on another try
     */
    record Outcome<R extends Serializable>(
            ArrayList<R> results, ArrayList<StoredFolder> folders, Cost cost, RuntimeException failure)
            implements Serializable {
        /** This, if it is not a failure. */
        Outcome<R> orThrow() {
            if (failure != null) {
                throw failure;
            }
            return this;
        }
    }

    /** Returns an outcome, or where it is stored. */
    @Override
    public byte[] apply(Iterator<byte[]> task) {
        byte[] outcome = Sent.bytes(outcome(Sent.read(task.next())));
        if (outcome.length <= DIRECT) {
            return outcome;
        }
        try {
            return Sent.bytes(StoredBytes.of(new ByteArrayInputStream(outcome), work.broadcast(), attempt() + ""));
        } catch (IOException e) {
            throw new UncheckedIOException("the result cannot be stored for the driver", e);
        }
    }

    /**
     * On the driver: the outcome of a task.
     *
     * @param sent what {@link #apply} returned
     * @throws StoredBytes.LostException if it cannot be read
     */
    Outcome<R> outcome(byte[] sent, Watch watch) {
        Object read = Sent.read(sent);
        if (read instanceof StoredBytes stored) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                stored.moveTo(bytes, watch);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            read = Sent.read(bytes.toByteArray());
        }
        @SuppressWarnings("unchecked") // as sent
        Outcome<R> outcome = (Outcome<R>) read;
        return outcome;
    }

    private Outcome<R> outcome(List<Piece<P>> pieces) {
        long begin = System.nanoTime();
        long attempt = attempt(); // unknown to other threads
        ArrayList<R> results = new ArrayList<>();
        ArrayList<StoredFolder> folders = new ArrayList<>();
        RuntimeException failure = null;
        try {
            results.addAll(work.use(open -> {
                List<R> done = open.run(pieces);
                for (Piece<P> piece : pieces) {
                    open.folder(piece).ifPresent(folder -> {
                        folders.add(StoredFolder.of(folder, work.broadcast(), attempt + "_" + folders.size()));
                        Folders.delete(folder);
                    });
                }
                return done;
            }));
        } catch (InputException | NotFiniteException e) {
            failure = e;
        }
        SparkEnv env = SparkEnv.get();
        String executor =
                env.executorId() + " on " + env.blockManager().blockManagerId().host();
        Cost cost = new Cost(executor, (System.nanoTime() - begin) / 1e9, new PeakMemory().bytes());
        return new Outcome<>(results, folders, cost, failure);
    }

    /** Unique among all tasks and their retries. */
    private static long attempt() {
        return TaskContext.get().taskAttemptId();
    }
}
