package io.github.dilm4j.piece;

import java.io.Serializable;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Does pieces in this process, as many in parallel as the workbench allows. */
final class LocalPieceRunner implements PieceRunner {
    @Override
    public <P extends Serializable, R extends Serializable> void run(
            Work<P, R> work, List<Piece<P>> pieces, Watch watch, BiConsumer<Piece<P>, R> commit) {
        if (pieces.isEmpty()) {
            return; // opens no model without a need
        }
        try (Workbench<P, R> bench = work.open(UnaryOperator.identity())) {
            for (int from = 0; from < pieces.size(); from += bench.atOnce()) {
                watch.check();
                List<Piece<P>> now = pieces.subList(from, Math.min(pieces.size(), from + bench.atOnce()));
                List<R> results = bench.run(now);
                for (int i = 0; i < now.size(); i++) {
                    commit.accept(now.get(i), results.get(i));
                }
            }
        }
    }
}
