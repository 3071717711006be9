package io.github.dilm4j.spark;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.ProgramVersion;
import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.Work;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** A {@link Work} that is sent to the executors with its models. The driver destroys it when no task needs it. */
final class SentWork<P extends Serializable, R extends Serializable> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<byte[]> work;
    private final String key; // of its contents
    private final Map<String, String> archives; // of models, by the driver's name of their folder
    private final TaskCores cores;
    private final String version; // of the driver's program

    SentWork(Broadcast<byte[]> work, String key, Map<String, String> archives, TaskCores cores, String version) {
        this.work = work;
        this.key = key;
        this.archives = archives;
        this.cores = cores;
        this.version = version;
    }

    static <P extends Serializable, R extends Serializable> SentWork<P, R> send(
            SparkContext context, ModelArchives archives, Work<P, R> work) {
        byte[] bytes = Sent.bytes(work);
        return new SentWork<>(
                new JavaSparkContext(context).broadcast(bytes),
                Sha256.of(bytes),
                archives.of(work.models()),
                TaskCores.of(context),
                ProgramVersion.get());
    }

    /**
     * On an executor: uses the work on the task's cores, perhaps on another thread.
     *
     * @throws InputException if the executor's program is of another version than the driver's
     */
    <T> T use(Function<OpenWork<P, R>, T> use) {
        if (!version.equals(ProgramVersion.get())) {
            throw new InputException("the driver is dilm4j " + version + ", but the executor "
                    + SparkEnv.get().executorId() + " has dilm4j " + ProgramVersion.get()
                    + " on its class path; remove it there, or submit the same version");
        }
        return cores.run(() -> Workbenches.OF_PROCESS.use(key, () -> Sent.read(work.value()), this::located, use));
    }

    /** On an executor: does a piece without a name. */
    R runOne(P input) {
        return use(open -> open.run(List.of(new Piece<>("", input)))).get(0);
    }

    /** The number of the broadcast that is destroyed with this. */
    long broadcast() {
        return work.id();
    }

    private Path located(Path folder) {
        return Optional.ofNullable(archives.get(folder.toString()))
                .map(name -> Path.of(SparkFiles.get(name)))
                .orElse(folder);
    }

    void destroy() {
        work.destroy();
    }
}
