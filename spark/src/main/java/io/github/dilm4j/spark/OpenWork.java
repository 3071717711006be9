package io.github.dilm4j.spark;

import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.base.TemporaryFolder;
import io.github.dilm4j.piece.Piece;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A work that is open on an executor. Its pieces write to a temporary folder. */
final class OpenWork<P extends Serializable, R extends Serializable> implements AutoCloseable {
    private final Work<P, R> work;
    private final TemporaryFolder written = new TemporaryFolder("dilm4j-pieces-");
    private final Workbench<P, R> bench;

    /** @param models maps a folder of the work's models to its path here */
    OpenWork(Work<P, R> work, UnaryOperator<Path> models) {
        this.work = work;
        List<Path> ofModels = work.models().stream().map(Path::of).toList();
        try {
            this.bench = work.open(path -> ofModels.contains(path) ? models.apply(path) : place(path));
        } catch (RuntimeException | Error e) {
            written.close();
            throw e;
        }
    }

    List<R> run(List<Piece<P>> pieces) {
        List<R> results = new ArrayList<>();
        for (int from = 0; from < pieces.size(); from += bench.atOnce()) {
            results.addAll(bench.run(pieces.subList(from, Math.min(pieces.size(), from + bench.atOnce()))));
        }
        return results;
    }

    /** The folder in which a piece has written, if its work writes. */
    Optional<Path> folder(Piece<P> piece) {
        return work.folder(piece.input()).map(this::place);
    }

    /** @param folder its name on the driver */
    private Path place(Path folder) {
        return written.path().resolve(Sha256.of(folder.toString()));
    }

    @Override
    public void close() {
        try (written) {
            bench.close();
        }
    }
}
