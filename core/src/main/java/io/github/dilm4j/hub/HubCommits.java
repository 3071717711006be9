package io.github.dilm4j.hub;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The commits at which repositories of the hub are read. One that is known stays, wherever its branch has moved since; for
 * one thread at a time.
 */
public final class HubCommits {
    private final Map<String, String> byRepository = new TreeMap<>();

    /** None is known yet. */
    public HubCommits() {}

    /** @param known as {@link #byRepository} gave them */
    public HubCommits(Map<String, String> known) {
        byRepository.putAll(known);
    }

    /** By {@code models/NAME} or {@code datasets/NAME}, with {@code @REVISION} where it is not {@code main}. */
    public Map<String, String> byRepository() {
        return Collections.unmodifiableMap(byRepository);
    }

    /** The repository at the commit that is known of it, or as it is. */
    RepoId at(RepoId id) {
        String commit = byRepository.get(key(id));
        return commit == null ? id : new RepoId(id.kind(), id.name(), commit);
    }

    /** @param snapshot the folder of its files in the cache, which is named after the commit */
    void read(RepoId id, Path snapshot) {
        byRepository.putIfAbsent(key(id), snapshot.getFileName().toString());
    }

    private static String key(RepoId id) {
        return id.kind().plural() + "/" + id;
    }
}
