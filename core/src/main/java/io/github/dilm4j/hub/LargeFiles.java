package io.github.dilm4j.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Uploads the contents of large files to the hub's store by the protocol of Git LFS, with the hub's extension for
 * contents in parts. A commit names them by their SHA-256 afterwards. Contents that the store has are not sent again.
 */
final class LargeFiles {
    private static final String LFS_JSON = "application/vnd.git-lfs+json";
    private static final Map<String, String> LFS_HEADERS = Map.of("Accept", LFS_JSON, "Content-Type", LFS_JSON);

    private final HubClient client;
    private final HubApi api;
    private final Progress progress;

    LargeFiles(HubClient client, HubApi api, Progress progress) {
        this.client = client;
        this.api = api;
        this.progress = progress;
    }

    /**
     * @param files by their path in the repository
     * @throws InputException if the hub refuses one
     */
    void upload(RepoId id, Map<String, Path> files, LocalDigests digests) throws IOException {
        if (files.isEmpty()) {
            return;
        }
        Map<String, String> paths = new LinkedHashMap<>(); // by SHA-256; of equal files one is sent
        ObjectNode batch = Json.STRICT.createObjectNode().put("operation", "upload");
        batch.putArray("transfers").add("basic").add("multipart");
        batch.put("hash_algo", "sha256").putObject("ref").put("name", id.revision());
        ArrayNode objects = batch.putArray("objects");
        for (Map.Entry<String, Path> file : files.entrySet()) {
            String sha256 = digests.sha256(file.getValue());
            if (paths.putIfAbsent(sha256, file.getKey()) == null) {
                objects.add(object(sha256, file.getValue()));
            }
        }
        URI address = api.address(id.pathOfFiles() + ".git/info/lfs/objects/batch");
        JsonNode answer = client.retrying(() -> api.post(address, LFS_HEADERS, batch));
        for (JsonNode object : answer.path("objects")) {
            String path = paths.get(object.path("oid").asText());
            if (path == null) {
                throw new IOException("its store names a file that was not asked for");
            }
            if (object.has("error")) {
                throw InputException.at(
                        path,
                        "the hub refuses this file (" + object.at("/error/code").asText() + ": "
                                + object.at("/error/message").asText() + "); check the limits of " + id);
            }
            if (object.has("actions")) { // absent if the store has the content
                upload(path, files.get(path), object);
            }
        }
    }

    private void upload(String path, Path file, JsonNode object) throws IOException {
        JsonNode upload = object.at("/actions/upload");
        URI address = address(upload);
        long bytes = Files.size(file);
        long partBytes = upload.at("/header/chunk_size").asLong();
        if (partBytes <= 0) {
            client.retrying(() -> put(address, Content.of(file, 0, bytes), path, 0, bytes));
        } else {
            ObjectNode whole =
                    Json.STRICT.createObjectNode().put("oid", object.path("oid").asText());
            ArrayNode parts = whole.putArray("parts");
            for (long begin = 0; begin < bytes; begin += partBytes) {
                long from = begin;
                int number = parts.size() + 1;
                URI part = part(upload.path("header"), number);
                Content content = Content.of(file, begin, Math.min(partBytes, bytes - begin));
                HttpResponse<?> answer = client.retrying(() -> put(part, content, path, from, bytes));
                parts.addObject()
                        .put("partNumber", number)
                        .put(
                                "etag",
                                answer.headers()
                                        .firstValue("etag")
                                        .orElseThrow(() -> new IOException("its store confirms no part of " + path)));
            }
            client.retrying(() -> api.post(address, LFS_HEADERS, whole));
        }
        if (object.at("/actions").has("verify")) {
            URI verify = address(object.at("/actions/verify"));
            ObjectNode sent = object(object.path("oid").asText(), file);
            client.retrying(() -> api.post(verify, LFS_HEADERS, sent));
        }
    }

    private HttpResponse<?> put(URI address, Content content, String path, long begin, long bytes) throws IOException {
        HttpResponse<InputStream> answer =
                client.send("PUT", address, Map.of(), content, sent -> progress.transferred(path, begin + sent, bytes));
        answer.body().close();
        return answer;
    }

    /** The address of a part, whose numbers may have leading zeros. */
    private static URI part(JsonNode header, int number) throws IOException {
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (field.getKey().matches("\\d{1,9}") && Integer.parseInt(field.getKey()) == number) {
                return URI.create(field.getValue().asText());
            }
        }
        throw new IOException("its store gives no address for part " + number);
    }

    private static URI address(JsonNode action) throws IOException {
        try {
            return URI.create(action.path("href").asText());
        } catch (IllegalArgumentException e) {
            throw new IOException("its store gives an impossible address", e);
        }
    }

    private static ObjectNode object(String sha256, Path file) throws IOException {
        return Json.STRICT.createObjectNode().put("oid", sha256).put("size", Files.size(file));
    }
}
