package io.github.dilm4j.hub;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Chooses the files of a repository. */
@FunctionalInterface
public interface Choice {
    /**
     * The files to fetch; files that prove the presence of others come last.
     *
     * @param files all files of the repository
     * @return empty if a needed file is not among them
     */
    List<String> of(Set<String> files);

    /**
     * The reason that the choice may be incomplete, if no list of the repository's files is known.
     *
     * @param here the files in the cache, which other programs may have fetched one by one
     * @return empty if they suffice, or if none of the wanted files is among them
     */
    default Optional<Doubt> doubt(Set<String> here) {
        return Optional.empty();
    }

    /**
     * A doubt whether files are missing.
     *
     * @param problem goes on after the cache's name: {@code lacks config.json}
     * @param remedy goes on after the advice to fetch it; may be empty
     */
    record Doubt(String problem, String remedy) {}
}
