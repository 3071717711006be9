package io.github.dilm4j.spark;

import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.piece.Work;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Does pieces of work on Spark's executors. A task has one piece, or {@code spark.task.cpus} pieces. The driver commits
 * the results in the order of their arrival. Spark retries what fails on an executor, and uses the first result of
 * speculative copies.
 */
public final class SparkPieceRunner implements Cluster {
    private static final long WAIT_MILLIS = 200; // until a stop request is noticed

    private final SparkContext context;
    private final JavaSparkContext java;
    private final Runnable close;

    /** Uses the caller's session, which the caller stops. */
    public SparkPieceRunner(SparkSession session) {
        this(session, () -> {});
    }

    SparkPieceRunner(SparkSession session, Runnable close) {
        this.context = session.sparkContext();
        this.java = new JavaSparkContext(context);
        this.close = close;
    }

    /** The result of a task. */
    private record Result(int task, byte[] outcome) {}

    @Override
    public <P extends Serializable, R extends Serializable> void run(
            Work<P, R> work, List<Piece<P>> pieces, Watch watch, BiConsumer<Piece<P>, R> commit) {
        if (pieces.isEmpty()) {
            return;
        }
        int cores = TaskCores.of(context).count();
        List<List<Piece<P>>> tasks = new ArrayList<>();
        for (int from = 0; from < pieces.size(); from += cores) {
            tasks.add(new ArrayList<>(pieces.subList(from, Math.min(pieces.size(), from + cores))));
        }
        SentWork<P, R> sent = SentWork.send(context, work);
        try {
            PieceTask<P, R> task = new PieceTask<>(sent);
            BlockingQueue<Result> results = new LinkedBlockingQueue<>();
            SimpleFutureAction<Integer> job = context.submitJob(
                    java.parallelize(tasks.stream().map(Sent::bytes).toList(), tasks.size())
                            .rdd(),
                    task,
                    CollectionConverters.asScala(IntStream.range(0, tasks.size())
                                    .mapToObj(number -> (Object) number)
                                    .toList())
                            .toSeq(),
                    (number, outcome) -> {
                        results.add(new Result((Integer) number, outcome));
                        return BoxedUnit.UNIT;
                    },
                    () -> tasks.size());
            try {
                commit(tasks, job, results, watch, commit);
            } finally {
                if (!job.isCompleted()) {
                    job.cancel();
                }
            }
        } finally {
            sent.destroy();
        }
    }

    /** Commits all tasks on the caller's thread, since Spark's thread must not wait for a disk. */
    private static <P extends Serializable, R extends Serializable> void commit(
            List<List<Piece<P>>> tasks,
            SimpleFutureAction<Integer> job,
            BlockingQueue<Result> results,
            Watch watch,
            BiConsumer<Piece<P>, R> commit) {
        Set<Integer> committed = new HashSet<>();
        while (committed.size() < tasks.size()) {
            watch.check();
            boolean ended = job.isCompleted(); // read before the queue: nothing is added after it
            Result result = next(results);
            if (result == null) {
                if (ended) {
                    throw SparkFailures.gaveUp(
                            job.value().get().failed().get(),
                            "the finished pieces are kept, and the same command resumes");
                }
            } else if (committed.add(result.task())) {
                List<Piece<P>> pieces = tasks.get(result.task());
                PieceTask.Outcome<R> outcome = Sent.read(result.outcome());
                List<R> all = outcome.resultsOrThrow();
                for (int i = 0; i < pieces.size(); i++) {
                    commit.accept(pieces.get(i), all.get(i));
                }
                watch.done(pieces.size(), outcome.cost());
            }
        }
    }

    private static Result next(BlockingQueue<Result> results) {
        try {
            return results.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while pieces are done on Spark", e);
        }
    }

    @Override
    public void close() {
        close.run();
    }
}
