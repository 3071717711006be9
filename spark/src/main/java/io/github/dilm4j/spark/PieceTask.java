package io.github.dilm4j.spark;

import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.piece.Cost;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.run.PeakMemory;
import java.io.Serializable;
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

    @Override
    public byte[] apply(Iterator<byte[]> task) {
        return Sent.bytes(outcome(Sent.read(task.next())));
    }

    private Outcome<R> outcome(List<Piece<P>> pieces) {
        long begin = System.nanoTime();
        long attempt = TaskContext.get().taskAttemptId(); // unknown to other threads
        ArrayList<R> results = new ArrayList<>();
        ArrayList<StoredFolder> folders = new ArrayList<>();
        RuntimeException failure = null;
        try {
            results.addAll(work.use(open -> {
                List<R> done = open.run(pieces);
                for (Piece<P> piece : pieces) {
                    open.folder(piece).ifPresent(folder -> {
                        folders.add(StoredFolder.of(folder, work.broadcast(), attempt, folders.size()));
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
}
