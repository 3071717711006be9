package io.github.dilm4j.hub;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The commits at which repositories of the hub are read. A known commit stays, even if its branch has moved. Not for
 * concurrent use.
 */
public final class HubCommits {
    private final Map<String, String> byRepository = new TreeMap<>();

    /** Starts without known commits. */
    public HubCommits() {}

    /** @param known as {@link #byRepository} returned them */
    public HubCommits(Map<String, String> known) {
        byRepository.putAll(known);
    }

    /** By {@code models/NAME} or {@code datasets/NAME}, with {@code @REVISION} where it is not {@code main}. */
    public Map<String, String> byRepository() {
        return Collections.unmodifiableMap(byRepository);
    }

    /** The repository at its known commit, or at its own revision. */
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
