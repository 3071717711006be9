package io.github.dilm4j.hub;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which files of a repository are wanted. */
@FunctionalInterface
public interface Choice {
    /**
     * The files to fetch, those that prove the others to be there last.
     *
     * @param files all there are
     * @return empty if what is needed is not among them
     */
    List<String> of(Set<String> files);

    /**
     * Why what is chosen may not be all that is wanted, if no list of the repository's files is known.
     *
     * @param here the files in the cache, which other programs may have fetched one by one
     * @return empty if they suffice, or if nothing of what is wanted is among them
     */
    default Optional<Doubt> doubt(Set<String> here) {
        return Optional.empty();
    }

    /**
     * What may be missing.
     *
     * @param problem goes on after the cache's name: {@code lacks config.json}
     * @param remedy goes on after the advice to fetch it; may be empty
     */
    record Doubt(String problem, String remedy) {}
}
