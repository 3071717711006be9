package io.github.dilm4j.hub;

import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.ProcessLock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Repositories of the Hugging Face hub. Files are fetched into the cache if they are missing, checked against the
 * digests that the hub lists, and returned as a folder. If the hub cannot be reached, the cached files are used, unless
 * they may be incomplete.
 */
public final class Hub {
    private static final int MOST_SHOWN = 8;

    private final HubSettings settings;
    private final HubClient client;
    private final HubApi api;
    private final Download download;

    public Hub(HubSettings settings, Progress progress) {
        this.settings = settings;
        this.client = new HubClient(settings);
        this.api = new HubApi(client, settings);
        this.download = new Download(client, settings, progress);
    }

    /**
     * The folder of a model: config, tokenizer and weights.
     *
     * @throws InputException if it is missing, private or no model, or neither fetched nor cached
     */
    public Path model(RepoId id) {
        return snapshot(id, ModelFiles.CHOICE, "holds no model: it lacks config.json or weights");
    }

    /**
     * The folder of the chosen files, which lie in it as in the repository.
     *
     * @param lack the message for a repository without chosen files
     * @throws InputException if it is missing or private, nothing is chosen, or it is neither fetched nor cached
     */
    public Path snapshot(RepoId id, Choice choice, String lack) {
        HubCache cache = new HubCache(settings.cache(), id);
        try {
            if (settings.offline()
                    || (id.isCommit() && cache.listing(id.revision()).isPresent())) {
                Optional<Path> cached = cached(id, cache, choice);
                if (cached.isPresent()) {
                    return cached.get();
                }
            }
            if (settings.offline()) {
                throw offline(id, cache, choice);
            }
        } catch (IOException e) {
            throw unusable(e);
        }
        try {
            return fetched(id, cache, choice, lack);
        } catch (HubException e) {
            if (e.mayPass()) {
                return cachedAfter(e, id, cache, choice);
            }
            throw refused(id, e);
        } catch (Download.WrongContentException e) {
            throw new InputException(
                    id + ": " + e.getMessage() + "; nothing was kept; try again, or use another HF_ENDPOINT", e);
        } catch (InterruptedIOException e) {
            throw new UncheckedIOException(id + ": interrupted", e);
        } catch (IOException e) {
            return cachedAfter(e, id, cache, choice);
        }
    }

    private InputException offline(RepoId id, HubCache cache, Choice choice) throws IOException {
        String advice = ", and HF_HUB_OFFLINE is set; fetch it once with HF_HUB_OFFLINE=0";
        Optional<Choice.Doubt> doubt = doubt(id, cache, choice);
        return InputException.at(
                id,
                doubt.isPresent()
                        ? "the cache " + settings.cache() + " " + doubt.get().problem() + advice
                                + doubt.get().remedy()
                        : "is neither a folder here nor in the cache " + settings.cache() + advice);
    }

    private Path cachedAfter(IOException failure, RepoId id, HubCache cache, Choice choice) {
        try {
            Optional<Path> cached = cached(id, cache, choice);
            if (cached.isPresent()) {
                return cached.get();
            }
            Optional<Choice.Doubt> doubt = doubt(id, cache, choice);
            String noWay = " cannot be fetched from " + settings.endpoint() + " (" + IoReason.of(failure) + ")";
            throw new InputException(
                    id + ": "
                            + (doubt.isPresent()
                                    ? "the cache " + settings.cache() + " "
                                            + doubt.get().problem() + ", and more" + noWay + "; check the network"
                                            + doubt.get().remedy()
                                    : "is not a local folder, and" + noWay + "; check the name and the network"),
                    failure);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static Optional<Path> cached(RepoId id, HubCache cache, Choice choice) throws IOException {
        Optional<String> commit = cache.commit(id);
        if (commit.isEmpty() || doubt(id, cache, choice).isPresent()) {
            return Optional.empty();
        }
        Set<String> here = cache.files(commit.get());
        List<String> chosen = choice.of(cache.listing(commit.get()).orElse(here));
        return !chosen.isEmpty() && here.containsAll(chosen)
                ? Optional.of(cache.snapshot(commit.get()))
                : Optional.empty();
    }

    /** Checks the cached files: Python's client fetches single files and keeps no list of all files. */
    private static Optional<Choice.Doubt> doubt(RepoId id, HubCache cache, Choice choice) throws IOException {
        Optional<String> commit = cache.commit(id);
        return commit.isEmpty() || cache.listing(commit.get()).isPresent()
                ? Optional.empty()
                : choice.doubt(cache.files(commit.get()));
    }

    private Path fetched(RepoId id, HubCache cache, Choice choice, String lack) throws IOException {
        String commit = client.retrying(() -> api.head(id)).commit();
        Map<String, RepoFile> files = client.retrying(() -> api.files(id, commit));
        cache.rememberListing(commit, files.keySet());
        List<String> chosen = choice.of(files.keySet());
        if (chosen.isEmpty()) {
            throw InputException.at(id, lack + " among " + shown(files.keySet()));
        }
        for (String path : chosen) {
            RepoFile file = files.get(path);
            Path blob = cache.blob(file.digest());
            if (!Download.isWhole(blob, file)) {
                try (ProcessLock lock = ProcessLock.of(cache.lock(file.digest()))) {
                    download.into(blob, api.address(id.pathOfFiles() + "/resolve/" + commit + "/" + path), file);
                } catch (Download.WrongContentException e) {
                    throw new Download.WrongContentException("its file " + path + " " + e.getMessage());
                }
            }
            cache.link(commit, file);
        }
        cache.remember(id, commit);
        return cache.snapshot(commit);
    }

    private InputException refused(RepoId id, HubException e) {
        String where = " at " + settings.endpoint();
        return switch (e.status()) {
            case 401, 403 ->
                new InputException(
                        id + ": is not a local folder, and is missing, private or asks for consent" + where + " ("
                                + e.getMessage() + "); check the name, or set HF_TOKEN to a token that may read it",
                        e);
            case 404 ->
                new InputException(
                        id + ": is neither a folder here nor a " + kind(id) + where
                                + " (HTTP 404); check the name and the revision",
                        e);
            default ->
                new InputException(
                        id + ": cannot be fetched from " + settings.endpoint() + " (" + e.getMessage()
                                + "); try again later",
                        e);
        };
    }

    private static String kind(RepoId id) {
        return id.kind() == RepoId.Kind.MODEL ? "model" : "data set";
    }

    private UncheckedIOException unusable(IOException e) {
        return new UncheckedIOException(settings.cache() + ": the cache cannot be used (" + IoReason.of(e) + ")", e);
    }

    static String shown(Collection<String> names) {
        return "[" + Abridged.list(List.copyOf(new TreeSet<>(names)), MOST_SHOWN) + "]";
    }
}
