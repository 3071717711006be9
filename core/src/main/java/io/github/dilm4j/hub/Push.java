package io.github.dilm4j.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Uploads a folder to a repository of the hub in one commit. Files that the repository has with the same content are
 * not sent, so that a repeated call sends what an interrupted one did not. Other files of the repository stay.
 */
public final class Push {
    private static final String CARD = "README.md";
    private static final int SAMPLE = 512; // bytes by which the hub tells text from other content
    private static final int AT_ONCE = 256;
    private static final int THERE_ALREADY = 409;
    private static final Set<Integer> OVERTAKEN = Set.of(409, 412); // by another commit

    private final HubSettings settings;
    private final HubClient client;
    private final HubApi api;
    private final LargeFiles largeFiles;

    public Push(HubSettings settings, Progress progress) {
        this.settings = settings;
        this.client = new HubClient(settings);
        this.api = new HubApi(client, settings);
        this.largeFiles = new LargeFiles(client, api, progress);
    }

    /**
     * The result.
     *
     * @param page the repository's web page
     * @param created whether the repository is new
     * @param sent number of files that were new or differed
     * @param unchanged number of files that the repository had
     * @param warnings on the card, by the hub
     */
    public record Outcome(URI page, boolean created, int sent, int unchanged, List<String> warnings) {
        public Outcome {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Makes the repository hold the folder's files.
     *
     * @param id of the branch {@code main}
     * @param isPrivate whether only its owner may see it
     * @param summary of the commit
     * @throws InputException if the user has no token, the hub refuses, or the repository has another visibility
     */
    public Outcome push(RepoId id, boolean isPrivate, Path folder, String summary) {
        requireToken();
        try {
            Map<String, Path> files = files(folder);
            List<String> warnings = files.containsKey(CARD) ? checkedCard(id, files.get(CARD)) : List.of();
            boolean created = create(id, isPrivate);
            LocalDigests digests = new LocalDigests();
            Map<String, Path> changed = client.retrying(() -> changed(id, api.head(id), files, digests));
            Map<String, Path> large = large(id, changed);
            largeFiles.upload(id, large, digests);
            client.retrying(() -> commit(id, changed, large.keySet(), digests, summary));
            return new Outcome(page(id), created, changed.size(), files.size() - changed.size(), warnings);
        } catch (HubException e) {
            throw refused(id, e);
        } catch (InterruptedIOException e) {
            throw new UncheckedIOException(id + ": interrupted", e);
        } catch (IOException e) {
            throw new InputException(
                    id + ": the upload to " + settings.endpoint() + " failed (" + IoReason.of(e)
                            + "); check the network, and repeat the same command, which does not send again what has"
                            + " arrived",
                    e);
        }
    }

    /** The web page of a repository. */
    private URI page(RepoId id) throws IOException {
        return api.address(id.pathOfFiles());
    }

    private void requireToken() {
        if (settings.offline()) {
            throw InputException.at("HF_HUB_OFFLINE", "is set, so nothing can be uploaded; set it to 0");
        }
        if (settings.token().isEmpty() && settings.login().isEmpty()) {
            throw InputException.at(
                    "HF_TOKEN",
                    "is not set, and 'hf auth login' has left no token; an upload needs a token that may write");
        }
    }

    /** The files in a folder and those below it, by their path in the repository. */
    private static Map<String, Path> files(Path folder) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile)
                    .forEach(file -> files.put(
                            folder.relativize(file)
                                    .toString()
                                    .replace(folder.getFileSystem().getSeparator(), "/"),
                            file));
        }
        return files;
    }

    /**
     * Has the hub check the metadata of a card.
     *
     * @return the hub's warnings
     */
    private List<String> checkedCard(RepoId id, Path card) throws IOException {
        ObjectNode question = object().put("content", Files.readString(card)).put("repoType", type(id));
        JsonNode answer = client.retrying(() -> api.post("api/validate-yaml", question));
        List<String> warnings = new ArrayList<>();
        answer.path("warnings")
                .forEach(each -> warnings.add(each.path("message").asText()));
        return warnings;
    }

    /**
     * Creates the repository unless it exists.
     *
     * @return whether it is new
     */
    private boolean create(RepoId id, boolean isPrivate) throws IOException {
        Optional<HubApi.Head> head = head(id);
        boolean missing = head.isEmpty();
        if (missing) {
            int slash = id.name().indexOf('/');
            ObjectNode repository = object().put("name", id.name().substring(slash + 1))
                    .put("organization", id.name().substring(0, slash))
                    .put("private", isPrivate)
                    .put("type", type(id));
            try {
                client.retrying(() -> api.post("api/repos/create", repository));
            } catch (HubException e) {
                if (e.status() != THERE_ALREADY) { // such as by a request whose answer got lost
                    throw e;
                }
            }
            head = Optional.of(client.retrying(() -> api.head(id)));
        }
        if (head.get().isPrivate() != isPrivate) {
            throw InputException.at(
                    id,
                    isPrivate
                            ? "is public at " + page(id) + "; add --public to upload to it, or name another repository"
                            : "is private at " + page(id)
                                    + "; leave --public out to upload to it, or change its visibility there");
        }
        return missing;
    }

    private Optional<HubApi.Head> head(RepoId id) throws IOException {
        try {
            return Optional.of(client.retrying(() -> api.head(id)));
        } catch (HubException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The files whose contents the hub wants in its store. */
    private Map<String, Path> large(RepoId id, Map<String, Path> files) throws IOException {
        Map<String, Path> large = new TreeMap<>();
        List<String> paths = List.copyOf(files.keySet());
        for (int begin = 0; begin < paths.size(); begin += AT_ONCE) {
            ObjectNode question = object();
            ArrayNode asked = question.putArray("files");
            for (String path : paths.subList(begin, Math.min(paths.size(), begin + AT_ONCE))) {
                try (InputStream in = Files.newInputStream(files.get(path))) {
                    asked.addObject()
                            .put("path", path)
                            .put("size", Files.size(files.get(path)))
                            .put("sample", base64(in.readNBytes(SAMPLE)));
                }
            }
            JsonNode answer = client.retrying(
                    () -> api.post(HubApi.pathOf(id) + "/preupload/" + HubApi.escapedRevision(id), question));
            for (JsonNode file : answer.path("files")) {
                Path local = files.get(file.path("path").asText());
                if (file.path("uploadMode").asText().equals("lfs") && local != null && Files.size(local) > 0) {
                    large.put(file.path("path").asText(), local);
                }
            }
        }
        return large;
    }

    /** The files whose contents differ from those at a commit. */
    private Map<String, Path> changed(RepoId id, HubApi.Head head, Map<String, Path> files, LocalDigests digests)
            throws IOException {
        Map<String, RepoFile> there = api.files(id, head.commit());
        Map<String, Path> changed = new LinkedHashMap<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            RepoFile known = there.get(file.getKey());
            if (known == null || !digests.equal(known, file.getValue())) {
                changed.put(file.getKey(), file.getValue());
            }
        }
        return changed;
    }

    /**
     * Commits what differs. May be repeated: if only the answer got lost, nothing differs.
     *
     * @param large the paths of the files whose contents are in the store
     * @return the files in the commit
     */
    private Map<String, Path> commit(
            RepoId id, Map<String, Path> files, Set<String> large, LocalDigests digests, String summary)
            throws IOException {
        HubApi.Head head = api.head(id);
        Map<String, Path> changed = changed(id, head, files, digests);
        if (changed.isEmpty()) {
            return changed;
        }
        try {
            api.post(
                    api.address(HubApi.pathOf(id) + "/commit/" + HubApi.escapedRevision(id)),
                    Map.of("Content-Type", "application/x-ndjson"),
                    lines(summary, head.commit(), changed, large, digests));
        } catch (HubException e) {
            if (OVERTAKEN.contains(e.status())) {
                throw new IOException("another commit came between, " + e.getMessage(), e); // may pass
            }
            throw e;
        }
        return changed;
    }

    /** The lines of a commit: its header and a line for each file. */
    private static byte[] lines(
            String summary, String parent, Map<String, Path> files, Set<String> large, LocalDigests digests)
            throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        lines.add(line(
                "header",
                object().put("summary", summary).put("description", "").put("parentCommit", parent)));
        for (Map.Entry<String, Path> file : files.entrySet()) {
            ObjectNode value = object().put("path", file.getKey());
            if (large.contains(file.getKey())) {
                value.put("algo", "sha256")
                        .put("oid", digests.sha256(file.getValue()))
                        .put("size", Files.size(file.getValue()));
                lines.add(line("lfsFile", value));
            } else {
                value.put("encoding", "base64").put("content", base64(Files.readAllBytes(file.getValue())));
                lines.add(line("file", value));
            }
        }
        return (lines.stream().map(Json::line).collect(Collectors.joining("\n")) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode line(String key, JsonNode value) {
        return object().put("key", key).set("value", value);
    }

    private static ObjectNode object() {
        return Json.STRICT.createObjectNode();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String type(RepoId id) {
        return id.kind() == RepoId.Kind.MODEL ? "model" : "dataset";
    }

    private InputException refused(RepoId id, HubException e) {
        String answered = " (" + e.getMessage() + ")";
        return new InputException(
                id + ": "
                        + switch (e.status()) {
                            case 401 ->
                                settings.endpoint() + " does not accept the token" + answered
                                        + "; log in again with 'hf auth login', or set HF_TOKEN to a token that may"
                                        + " write";
                            case 403 ->
                                "the token may not write to this repository" + answered
                                        + "; use a token with the role 'write' of a member of its organisation";
                            case 404 ->
                                settings.endpoint() + " has no place of this name for this token" + answered
                                        + "; check the name of the organisation or user";
                            default ->
                                e.mayPass()
                                        ? "the upload to " + settings.endpoint() + " failed" + answered
                                                + "; repeat the same command later, which does not send again what"
                                                + " has arrived"
                                        : settings.endpoint() + " refuses the upload" + answered;
                        },
                e);
    }
}
