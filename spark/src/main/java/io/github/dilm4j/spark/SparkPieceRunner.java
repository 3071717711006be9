package io.github.dilm4j.spark;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.piece.Cluster;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.RemoteFolder;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.piece.Work;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Does pieces of work on Spark's executors. The driver commits the results in the order of their arrival. Spark retries
 * what fails on an executor, and uses the first result of speculative copies.
 */
public final class SparkPieceRunner implements Cluster {
    private static final long WAIT_MILLIS = 200; // until a stop request is noticed
    private static final Duration BEAT = Duration.ofSeconds(10);
    private static final int TRIES = 4; // Spark's default
    private static final String RESUMES = "the finished pieces are kept, and the same command resumes";

    private final SparkSession session;
    private final SparkContext context;
    private final JavaSparkContext java;
    private final ModelArchives archives;
    private final Runnable close;

    /** Uses the caller's session, which the caller stops. */
    public SparkPieceRunner(SparkSession session) {
        this(session, () -> {});
    }

    SparkPieceRunner(SparkSession session, Runnable close) {
        this.session = session;
        this.context = session.sparkContext();
        this.java = new JavaSparkContext(context);
        this.archives = new ModelArchives(context);
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
        SentWork<P, R> sent = SentWork.send(context, archives, work);
        try {
            List<Piece<P>> missing = pieces;
            for (int tries = context.conf().getInt("spark.task.maxFailures", TRIES); !missing.isEmpty(); tries--) {
                missing = new Job<>(work, missing, watch, commit).run(sent);
                if (!missing.isEmpty() && tries == 1) {
                    throw SparkFailures.gaveUp(
                            new IOException("the result of " + missing.get(0).name() + " was lost with its executor"),
                            RESUMES);
                }
            }
        } finally {
            sent.destroy();
        }
    }

    /** A job of Spark that does pieces. */
    private final class Job<P extends Serializable, R extends Serializable> {
        private final Work<P, R> work;
        private final List<List<Piece<P>>> tasks = new ArrayList<>();
        private final Watch watch;
        private final BiConsumer<Piece<P>, R> commit;
        private final BlockingQueue<Result> results = new LinkedBlockingQueue<>();
        private final List<Piece<P>> lost = new ArrayList<>();

        Job(Work<P, R> work, List<Piece<P>> pieces, Watch watch, BiConsumer<Piece<P>, R> commit) {
            this.work = work;
            this.watch = watch;
            this.commit = commit;
            int together = work.piecesFor(TaskCores.of(context).count());
            for (int from = 0; from < pieces.size(); from += together) {
                tasks.add(new ArrayList<>(pieces.subList(from, Math.min(pieces.size(), from + together))));
            }
        }

        /** Returns the pieces whose results were lost. */
        List<Piece<P>> run(SentWork<P, R> sent) {
            PieceTask<P, R> task = new PieceTask<>(sent);
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
                commitAll(task, job);
            } finally {
                if (!job.isCompleted()) {
                    job.cancel();
                }
            }
            return lost;
        }

        /** Commits all tasks on the caller's thread, since Spark's thread must not wait for a disk. */
        private void commitAll(PieceTask<P, R> task, SimpleFutureAction<Integer> job) {
            Set<Integer> committed = new HashSet<>();
            MissingExecutors executors = new MissingExecutors(context, watch);
            while (committed.size() < tasks.size()) {
                watch.check();
                executors.check();
                boolean ended = job.isCompleted(); // read before the queue: nothing is added after it
                Result result = next(results);
                if (result == null) {
                    if (ended) {
                        throw SparkFailures.gaveUp(job.value().get().failed().get(), RESUMES);
                    }
                } else if (committed.add(result.task())) {
                    commit(tasks.get(result.task()), () -> task.outcome(result.outcome(), watch));
                }
            }
        }

        private void commit(List<Piece<P>> pieces, Supplier<PieceTask.Outcome<R>> received) {
            int done = 0;
            try {
                PieceTask.Outcome<R> outcome = received.get().orThrow();
                while (done < pieces.size()) {
                    Piece<P> piece = pieces.get(done);
                    Optional<Path> folder = work.folder(piece.input());
                    if (folder.isPresent()) {
                        outcome.folders().get(done).moveTo(folder.get(), watch);
                    }
                    commit.accept(piece, outcome.results().get(done));
                    done++;
                }
                watch.done(done, outcome.cost());
            } catch (StoredBytes.LostException e) {
                List<Piece<P>> again = pieces.subList(done, pieces.size());
                watch.warning(again.get(0).name() + " is done again, because its result was lost: " + e.getMessage());
                lost.addAll(again);
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
    public void copyRows(String address, List<String> fields, Path file) {
        new RowSource(session, address).copy(fields, file);
    }

    @Override
    public RemoteFolder folder(String address) {
        try {
            org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(address);
            return HadoopFolder.open(folder.getFileSystem(context.hadoopConfiguration()), address, BEAT);
        } catch (InputException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // Hadoop throws a RuntimeException if a class is missing
            throw new InputException(
                    "--out: '" + address + "' cannot be used "
                            + SparkFailures.unusable(e, "give a folder of a file system that Spark reaches"),
                    e);
        }
    }

    @Override
    public void close() {
        close.run();
    }
}
