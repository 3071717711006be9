package io.github.dilm4j.spark;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.piece.Cost;
import io.github.dilm4j.run.PeakMemory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
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
     * @param failure a failure that would repeat on another try
     */
    record Outcome<R extends Serializable>(ArrayList<R> results, Cost cost, RuntimeException failure)
            implements Serializable {
        List<R> resultsOrThrow() {
            if (failure != null) {
                throw failure;
            }
            return results;
        }
    }

    @Override
    public byte[] apply(Iterator<byte[]> task) {
        return Sent.bytes(outcome(task.next()));
    }

    private Outcome<R> outcome(byte[] pieces) {
        long begin = System.nanoTime();
        ArrayList<R> results = new ArrayList<>();
        RuntimeException failure = null;
        try {
            results.addAll(work.run(Sent.read(pieces)));
        } catch (InputException | NotFiniteException e) {
            failure = e;
        }
        SparkEnv env = SparkEnv.get();
        String executor =
                env.executorId() + " on " + env.blockManager().blockManagerId().host();
        return new Outcome<>(
                results, new Cost(executor, (System.nanoTime() - begin) / 1e9, new PeakMemory().bytes()), failure);
    }
}
