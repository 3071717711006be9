package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.audit.CopyFinder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.distill.CandidatePool;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.Stage;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps long copies of real texts out of the candidates for sets. */
final class Copies {
    private final StageContext context;
    private final String method;
    private boolean told;

    /** @param method whose candidates they are */
    Copies(StageContext context, String method) {
        this.context = context;
        this.method = method;
    }

    /** The candidates without those that have more words in common with a real text than {@code distil.maxOverlap}. */
    CandidatePool leftOut(CandidatePool pool) {
        int most = context.config().distil().maxOverlap();
        if (most == 0) {
            return pool;
        }
        List<Example> all = pool.texts().stream().flatMap(List::stream).toList();
        List<Optional<CopyFinder.Copy>> copies =
                CopyFinder.copies(all, context.data().splits().fit());
        Set<Example> copied = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            if (copies.get(i).filter(copy -> copy.run() > most).isPresent()) {
                copied.add(all.get(i));
            }
        }
        tell(copied.size(), all.size(), most);
        return pool.without(copied);
    }

    private void tell(int copies, int all, int most) {
        if (copies > 0 && !told) {
            told = true;
            context.events()
                    .accept(new RunEvent.Warning(
                            RunEvent.now(),
                            Stage.SELECTION.label(),
                            method + ": " + copies + " of " + all + " candidates repeat more than " + most
                                    + " words in a row of a real text, and are left out (distil.maxOverlap)"));
        }
    }
}
