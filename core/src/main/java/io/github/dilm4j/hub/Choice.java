package io.github.dilm4j.hub;

import java.util.List;
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
}
