package io.github.dilm4j.audit;

import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Sets against the real examples that they were made from. Several results need the same search for copies and the same
 * index of the real examples, so these are made once, when a result first needs them. Not for use by several threads.
 */
public final class SetsAgainstReal {
    private final List<SetCopies.Named> sets;
    private final List<Example> real;
    private Optional<TrainingTexts> training = Optional.empty();
    private List<Optional<CopyFinder.Copy>> copies = List.of(); // of the texts of all sets

    /** @param real not empty */
    public SetsAgainstReal(List<SetCopies.Named> sets, List<Example> real) {
        this.sets = List.copyOf(sets);
        this.real = real;
    }

    /**
     * Audits all sets of one method and size.
     *
     * @return empty if none of the sets is of that method and size
     */
    public Optional<Repetition> repetition(String method, int dpc) {
        Collection<List<Example>> some = sets.stream()
                .filter(set -> set.method().equals(method) && set.dpc() == dpc)
                .map(SetCopies.Named::texts)
                .toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(training().repetition(method, dpc, some));
    }

    /** Counts the copies of every set. */
    public List<SetCopies> copies() {
        List<SetCopies> counts = new ArrayList<>();
        int begin = 0;
        for (SetCopies.Named set : sets) {
            counts.add(SetCopies.of(set, copiesOf(set, begin)));
            begin += set.texts().size();
        }
        return counts;
    }

    /** Finds the real example nearest to each text of every set. */
    public List<NearestReal> nearest() {
        NearestTexts nearest = training().nearest();
        List<NearestReal> found = new ArrayList<>();
        int begin = 0;
        for (SetCopies.Named set : sets) {
            found.add(NearestReal.of(set, copiesOf(set, begin), nearest));
            begin += set.texts().size();
        }
        return found;
    }

    private TrainingTexts training() {
        if (training.isEmpty()) {
            training = Optional.of(new TrainingTexts(real));
        }
        return training.get();
    }

    /** @param begin the number of texts in the sets before this one */
    private List<Optional<CopyFinder.Copy>> copiesOf(SetCopies.Named set, int begin) {
        if (copies.isEmpty()) {
            List<Example> all =
                    sets.stream().flatMap(each -> each.texts().stream()).toList();
            copies = CopyFinder.copies(all, real);
        }
        return copies.subList(begin, begin + set.texts().size());
    }
}
