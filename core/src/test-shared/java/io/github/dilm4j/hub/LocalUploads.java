package io.github.dilm4j.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.github.dilm4j.base.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The upload side of {@link LocalHub}: repositories are created, contents go to its store, commits change its files.
 * Tests can let the next request to a path fail.
 */
public final class LocalUploads {
    /** Ways in which a request fails. */
    enum Fault {
        /** Closes the connection before the request is read. */
        CUT,
        /** Does what is asked, then closes the connection without an answer. */
        ANSWER_LOST,
        UNAUTHORIZED,
        FORBIDDEN,
        CONFLICT,
        BUSY,
        INVALID
    }

    private static final Map<Fault, Integer> STATUS = Map.of(
            Fault.UNAUTHORIZED, 401, Fault.FORBIDDEN, 403, Fault.CONFLICT, 409, Fault.BUSY, 503, Fault.INVALID, 400);

    private final LocalHub hub;
    private final String repository;
    private final String store;
    private final Map<String, byte[]> contents = new HashMap<>(); // by SHA-256
    private final Map<String, TreeMap<Integer, byte[]>> parts = new HashMap<>();
    private final List<Map.Entry<String, Fault>> faults = new ArrayList<>();
    private final List<String> summaries = new ArrayList<>();
    private boolean exists = true;
    private boolean isPrivate;
    private int partBytes;

    LocalUploads(LocalHub hub, String repository, String store) {
        this.hub = hub;
        this.repository = repository;
        this.store = store;
    }

    /** There is no repository yet. */
    public LocalUploads missing() {
        exists = false;
        return this;
    }

    /** Large files are taken in parts of this size. */
    LocalUploads inParts(int bytes) {
        partBytes = bytes;
        return this;
    }

    /** Lets the next request whose path contains {@code place} fail; further faults wait for further requests. */
    LocalUploads fail(String place, Fault... ways) {
        for (Fault way : ways) {
            faults.add(Map.entry(place, way));
        }
        return this;
    }

    boolean exists() {
        return exists;
    }

    public boolean isPrivate() {
        return isPrivate;
    }

    String head() {
        return summaries.isEmpty()
                ? LocalHub.COMMIT
                : LocalHub.hash("SHA-1", new byte[0], summaries.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The summaries of all commits. */
    List<String> summaries() {
        return summaries;
    }

    /** Answers a request to the hub itself if it is a part of an upload, or is to fail. */
    boolean answer(HttpExchange request) throws IOException {
        String path = request.getRequestURI().getPath();
        Optional<Fault> fault = fault(path);
        if (fails(request, fault)) {
            return true;
        }
        if (!request.getRequestMethod().equals("POST")) {
            return false;
        }
        byte[] body = request.getRequestBody().readAllBytes();
        if (path.endsWith("/commit/main")) {
            answer(request, fault, commit(body));
            return true;
        }
        JsonNode question = Json.STRICT.readTree(body);
        ObjectNode answer = Json.STRICT.createObjectNode();
        if (path.equals("/api/validate-yaml")) {
            if (question.path("content").asText().contains("no colour")) {
                answer.putArray("warnings").addObject().put("message", "\"colour\" is not known");
            }
        } else if (path.equals("/api/repos/create")) {
            boolean mine = repository.equals(question.path("type").asText() + "s/"
                    + question.path("organization").asText() + "/"
                    + question.path("name").asText());
            if (exists || !mine) {
                LocalHub.send(request, exists ? 409 : 404, new byte[0]);
                return true;
            }
            exists = true;
            isPrivate = question.path("private").asBoolean();
            answer.put("url", page());
        } else if (path.equals("/api/" + repository + "/preupload/main")) {
            modes(question, answer.putArray("files"));
        } else if (path.equals("/" + repository.replaceFirst("^models/", "") + ".git/info/lfs/objects/batch")) {
            batch(question, answer.putArray("objects"));
        } else if (path.startsWith("/whole/")) {
            join(question);
        } else if (path.equals("/verify")) {
            byte[] content = contents.get(question.path("oid").asText());
            if (content == null || content.length != question.path("size").asInt()) {
                LocalHub.send(request, 422, new byte[0]);
                return true;
            }
        }
        answer(request, fault, answer);
        return true;
    }

    /** Answers a request to the store if it is an upload, or is to fail. */
    boolean store(HttpExchange request) throws IOException {
        Optional<Fault> fault = fault(request.getRequestURI().getPath());
        if (fails(request, fault)) {
            return true;
        }
        if (!request.getRequestMethod().equals("PUT")) {
            return false;
        }
        byte[] body = request.getRequestBody().readAllBytes();
        String[] place = request.getRequestURI().getPath().split("/", -1);
        if (place.length == 3) {
            contents.put(place[2], body);
        } else {
            parts.computeIfAbsent(place[2], oid -> new TreeMap<>()).put(Integer.parseInt(place[3]), body);
            request.getResponseHeaders().add("ETag", "\"etag-" + place[3] + "\"");
        }
        answer(request, fault, Json.STRICT.createObjectNode());
        return true;
    }

    private Optional<Fault> fault(String path) {
        for (Map.Entry<String, Fault> fault : faults) {
            if (path.contains(fault.getKey())) {
                faults.remove(fault);
                return Optional.of(fault.getValue());
            }
        }
        return Optional.empty();
    }

    private static boolean fails(HttpExchange request, Optional<Fault> fault) {
        if (fault.isEmpty() || fault.get() == Fault.ANSWER_LOST) {
            return false;
        }
        if (fault.get() == Fault.CUT) {
            request.close();
        } else {
            String body = fault.get() == Fault.INVALID ? "{\"errors\": [{\"message\": \"'language' is unknown\"}]}" : "";
            if (fault.get() == Fault.FORBIDDEN) {
                request.getResponseHeaders().add("X-Error-Message", "secret may only read");
            }
            LocalHub.send(request, STATUS.get(fault.get()), body.getBytes(StandardCharsets.UTF_8));
        }
        return true;
    }

    private static void answer(HttpExchange request, Optional<Fault> fault, JsonNode answer) {
        if (fault.isPresent()) {
            request.close();
        } else {
            LocalHub.send(request, 200, Json.line(answer).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static boolean isLarge(String path) {
        return path.endsWith(".safetensors");
    }

    private static void modes(JsonNode question, ArrayNode files) {
        for (JsonNode file : question.path("files")) {
            files.addObject()
                    .put("path", file.path("path").asText())
                    .put("uploadMode", isLarge(file.path("path").asText()) ? "lfs" : "regular")
                    .put("shouldIgnore", false);
        }
    }

    private void batch(JsonNode question, ArrayNode objects) {
        for (JsonNode asked : question.path("objects")) {
            String oid = asked.path("oid").asText();
            ObjectNode object = objects.addObject().put("oid", oid);
            object.set("size", asked.path("size"));
            if (contents.containsKey(oid)) {
                continue;
            }
            ObjectNode actions = object.putObject("actions");
            actions.putObject("verify").put("href", hub.address() + "/verify");
            ObjectNode upload = actions.putObject("upload");
            if (partBytes == 0) {
                upload.put("href", store + "/put/" + oid);
            } else {
                upload.put("href", hub.address() + "/whole/" + oid);
                ObjectNode header = upload.putObject("header").put("chunk_size", String.valueOf(partBytes));
                int count = (asked.path("size").asInt() + partBytes - 1) / partBytes;
                for (int i = 1; i <= count; i++) {
                    header.put(String.format(Locale.ROOT, "%05d", i), store + "/put/" + oid + "/" + i);
                }
            }
        }
    }

    private void join(JsonNode question) throws IOException {
        TreeMap<Integer, byte[]> all = parts.get(question.path("oid").asText());
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (JsonNode part : question.path("parts")) {
            int number = part.path("partNumber").asInt();
            if (part.path("etag").asText().equals("\"etag-" + number + "\"")) {
                whole.write(all.get(number));
            }
        }
        contents.put(question.path("oid").asText(), whole.toByteArray());
    }

    private ObjectNode commit(byte[] body) throws IOException {
        List<String> lines = new String(body, StandardCharsets.UTF_8).lines().toList();
        JsonNode header = Json.STRICT.readTree(lines.get(0)).path("value");
        if (!header.path("parentCommit").asText().equals(head())) {
            throw new IOException("the parent of the commit is not the head");
        }
        for (String text : lines.subList(1, lines.size())) {
            JsonNode line = Json.STRICT.readTree(text);
            JsonNode value = line.path("value");
            boolean large = line.path("key").asText().equals("lfsFile");
            hub.with(
                    value.path("path").asText(),
                    large
                            ? contents.get(value.path("oid").asText())
                            : Base64.getDecoder().decode(value.path("content").asText()),
                    large);
        }
        summaries.add(header.path("summary").asText());
        return Json.STRICT.createObjectNode().put("commitOid", head()).put("commitUrl", page() + "/commit/" + head());
    }

    private String page() {
        return hub.address() + "/" + repository.replaceFirst("^models/", "");
    }
}
