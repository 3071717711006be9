package io.github.dilm4j.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hub's API for programs. A method sends each request once; callers repeat what fails. */
final class HubApi {
    private static final int MOST_JSON = 64 << 20;
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;\\s*rel=\"?next\"?");

    private final HubClient client;
    private final HubSettings settings;

    HubApi(HubClient client, HubSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /**
     * A revision of a repository.
     *
     * @param commit 40 hexadecimal digits
     */
    record Head(String commit, boolean isPrivate) {}

    /** @throws HubException with the status 404 if the repository or the revision does not exist */
    Head head(RepoId id) throws IOException {
        JsonNode about =
                get(address(pathOf(id) + "/revision/" + escapedRevision(id))).body();
        String sha = about.path("sha").asText();
        if (!sha.matches("[0-9a-f]{40}")) {
            throw new IOException("its answer names no commit");
        }
        return new Head(sha, about.path("private").asBoolean());
    }

    /** The files at a commit, by path. */
    Map<String, RepoFile> files(RepoId id, String commit) throws IOException {
        Map<String, RepoFile> files = new LinkedHashMap<>();
        Optional<URI> page = Optional.of(address(pathOf(id) + "/tree/" + commit + "?recursive=true"));
        for (int pages = 0; page.isPresent() && pages < 1000; pages++) {
            Page answer = get(page.get());
            for (JsonNode entry : answer.body()) {
                if (entry.path("type").asText().equals("file")) {
                    RepoFile file = file(entry);
                    files.put(file.path(), file);
                }
            }
            page = answer.next();
        }
        return files;
    }

    /** @throws IOException if a name or digest would place a file outside the cache */
    private static RepoFile file(JsonNode entry) throws IOException {
        JsonNode lfs = entry.path("lfs");
        String digest = (lfs.isObject() ? lfs : entry).path("oid").asText();
        String path = entry.path("path").asText();
        boolean soundPath = !path.isEmpty()
                && !path.contains("\\")
                && !path.contains(":")
                && Arrays.stream(path.split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        if (!soundPath || !digest.matches(lfs.isObject() ? "[0-9a-f]{64}" : "[0-9a-f]{40}")) {
            throw new IOException("its list of files has the impossible entry '" + path + "'");
        }
        return new RepoFile(path, (lfs.isObject() ? lfs : entry).path("size").asLong(), digest);
    }

    /**
     * Posts to an address, which may be on another host.
     *
     * @return the JSON of the answer; a missing node if it is empty
     */
    JsonNode post(URI address, Map<String, String> headers, byte[] body) throws IOException {
        return read(client.send("POST", address, headers, Content.of(body)));
    }

    JsonNode post(URI address, Map<String, String> headers, JsonNode body) throws IOException {
        return post(address, headers, Json.line(body).getBytes(StandardCharsets.UTF_8));
    }

    JsonNode post(String path, JsonNode body) throws IOException {
        return post(address(path), Map.of("Content-Type", "application/json"), body);
    }

    /** The path of a repository in the API. */
    static String pathOf(RepoId id) {
        return "api/" + id.kind().plural() + "/" + id.name();
    }

    static String escapedRevision(RepoId id) {
        return id.revision().replace("/", "%2F");
    }

    URI address(String path) throws IOException {
        try {
            int query = path.indexOf('?');
            String escaped = new URI(null, null, "/" + (query < 0 ? path : path.substring(0, query)), null)
                    .getRawPath()
                    .replace("%252F", "%2F");
            return URI.create(settings.endpoint() + escaped + (query < 0 ? "" : path.substring(query)));
        } catch (URISyntaxException e) {
            throw new IOException("'" + path + "' is not an address", e);
        }
    }

    private record Page(JsonNode body, Optional<URI> next) {}

    private Page get(URI address) throws IOException {
        HttpResponse<InputStream> answer = client.get(address, Map.of());
        Matcher next = NEXT.matcher(answer.headers().firstValue("link").orElse(""));
        return new Page(read(answer), next.find() ? Optional.of(address.resolve(next.group(1))) : Optional.empty());
    }

    private JsonNode read(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body();
                StallGuard guard = new StallGuard(body, settings.stall())) {
            return Json.STRICT.readTree(body.readNBytes(MOST_JSON));
        }
    }
}
