package io.github.dilm4j.hub;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds models that are named by a folder or by an id of the hub. An existing folder takes precedence. The hub is asked
 * once for each id. Not for concurrent use.
 */
public final class ModelLocations {
    private final Supplier<Hub> hub;
    private final HubCommits commits;
    private final Map<RepoId, Path> fetched = new HashMap<>();

    public ModelLocations(Hub hub) {
        this(hub, new HubCommits());
    }

    ModelLocations(Hub hub, HubCommits commits) {
        this(() -> hub, commits);
    }

    private ModelLocations(Supplier<Hub> hub, HubCommits commits) {
        this.hub = hub;
        this.commits = commits;
    }

    /** Uses this process's environment, which is read at the first id: folders need no token. */
    public static ModelLocations usual(Progress progress) {
        return usual(progress, new HubCommits());
    }

    /** @param commits at which repositories are read; receives the commits of new ones */
    public static ModelLocations usual(Progress progress, HubCommits commits) {
        return new ModelLocations(() -> new Hub(HubSettings.of(System.getenv()), progress), commits);
    }

    /**
     * The folder of a model.
     *
     * @param given as the user wrote it
     * @param folder what it is as a path
     * @return {@code folder} if it exists, or if {@code given} cannot be an id
     * @throws io.github.dilm4j.base.InputException if it is an id and cannot be fetched
     */
    public Path folder(String given, Path folder) {
        if (Files.exists(folder)) {
            return folder;
        }
        Optional<RepoId> id = RepoId.parse(RepoId.Kind.MODEL, given);
        if (id.isEmpty()) {
            return folder;
        }
        Path known = fetched.get(id.get());
        if (known == null) {
            known = hub.get().model(commits.at(id.get()));
            commits.read(id.get(), known);
            fetched.put(id.get(), known);
        }
        return known;
    }
}
