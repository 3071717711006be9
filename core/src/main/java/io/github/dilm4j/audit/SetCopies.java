package io.github.dilm4j.audit;

import io.github.dilm4j.data.Example;
import java.util.List;
import java.util.Optional;

/**
 * How many texts of one set are copies of real ones, by the kinds of {@link CopyFinder.Kind}.
 *
 * @param set which of the method's sets of this size, from 0
 * @param texts in the set
 * @param longest words in a row that a text of the set and a real one have, where it is a copy
 */
public record SetCopies(
        String method, int dpc, int set, int texts, int verbatim, int recased, int near, int passages, int longest) {
    /** A set to examine. */
    public record Named(String method, int dpc, int set, List<Example> texts) {}

    /** @param found for each text of the set what it is a copy of */
    static SetCopies of(Named set, List<Optional<CopyFinder.Copy>> found) {
        List<CopyFinder.Copy> copies = found.stream().flatMap(Optional::stream).toList();
        return new SetCopies(
                set.method(),
                set.dpc(),
                set.set(),
                set.texts().size(),
                count(copies, CopyFinder.Kind.VERBATIM),
                count(copies, CopyFinder.Kind.RECASED),
                count(copies, CopyFinder.Kind.NEAR),
                count(copies, CopyFinder.Kind.PASSAGE),
                copies.stream().mapToInt(CopyFinder.Copy::run).max().orElse(0));
    }

    private static int count(List<CopyFinder.Copy> copies, CopyFinder.Kind kind) {
        return (int) copies.stream().filter(copy -> copy.kind() == kind).count();
    }

    /** The number of copies of all kinds. */
    public int all() {
        return verbatim + recased + near + passages;
    }
}
