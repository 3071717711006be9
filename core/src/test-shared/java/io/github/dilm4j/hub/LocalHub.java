package io.github.dilm4j.hub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A hub with one repository, and a second host to which requests for large files are redirected. Tests can disturb the
 * answers to successive requests.
 */
public final class LocalHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final int PAGE = 3;

    /** Ways to answer a request for a file's content. */
    enum Disturbance {
        NONE,
        /** Closes the connection in the middle. */
        CUT,
        /** Sends different bytes of the same length. */
        DAMAGE,
        /** Answers with HTTP 503. */
        BUSY,
        /** Sends nothing after the first bytes. */
        STALL,
        /** Ignores the range and sends the whole file. */
        WHOLE
    }

    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    final Deque<Disturbance> disturbances = new ArrayDeque<>();
    int apiFailures;
    int apiStatus = 200;
    /** The status for large files. As on the hub, files can be listed even by users who may not read them. */
    int largeStatus = 200;
    /** An earlier name of the repository, such as {@code models/tiny}, or an empty string. */
    String oldName = "";

    /** Takes what is uploaded. */
    public final LocalUploads uploads;

    private final Map<String, byte[]> files = new TreeMap<>();
    private final List<String> large = new ArrayList<>();
    private final String repository;
    private final HttpServer hub;
    private final HttpServer store;

    public LocalHub(String repository) throws IOException {
        this.repository = repository;
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        uploads = new LocalUploads(this, repository, "http://localhost:" + store.getAddress().getPort());
        hub.createContext("/", this::answer);
        store.createContext("/", this::serve);
        hub.setExecutor(java.util.concurrent.Executors.newCachedThreadPool(LocalHub::daemon));
        store.setExecutor(java.util.concurrent.Executors.newCachedThreadPool(LocalHub::daemon));
        hub.start();
        store.start();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    public URI address() {
        return URI.create("http://localhost:" + hub.getAddress().getPort());
    }

    /** Adds a file to the repository. */
    public LocalHub with(String path, byte[] content, boolean isLarge) {
        files.put(path, content);
        if (isLarge) {
            large.add(path);
        }
        return this;
    }

    /** The requests so far, each with its range and token. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public byte[] content(String path) {
        return files.get(path);
    }

    String digest(String path) {
        byte[] content = files.get(path);
        return large.contains(path)
                ? hash("SHA-256", new byte[0], content)
                : hash("SHA-1", ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8), content);
    }

    static String hash(String kind, byte[] head, byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance(kind);
            digest.update(head);
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange request) throws IOException {
        String path = request.getRequestURI().getPath();
        requests.add(line(request));
        if (uploads.answer(request)) {
            return;
        }
        for (String place : List.of("/api/" + oldName + "/", "/" + oldName.replaceFirst("^models/", "") + "/")) {
            if (!oldName.isEmpty() && path.startsWith(place)) {
                String name = place.startsWith("/api/")
                        ? "/api/" + repository
                        : "/" + repository.replaceFirst("^models/", "");
                String query = request.getRequestURI().getRawQuery();
                String to = name + "/" + path.substring(place.length()) + (query == null ? "" : "?" + query);
                request.getResponseHeaders().add("Location", to); // has no host
                send(request, 307, new byte[0]);
                return;
            }
        }
        if (path.startsWith("/api/")) {
            if (apiFailures > 0) {
                apiFailures--;
                send(request, 503, new byte[0]);
            } else if (apiStatus != 200) {
                send(request, apiStatus, new byte[0]);
            } else if (uploads.exists()
                    && (path.equals("/api/" + repository + "/revision/main")
                            || path.equals("/api/" + repository + "/revision/" + COMMIT))) {
                String about = "{\"sha\": \"" + uploads.head() + "\", \"private\": " + uploads.isPrivate() + "}";
                send(request, 200, about.getBytes(StandardCharsets.UTF_8));
            } else if (path.equals("/api/" + repository + "/tree/" + uploads.head())) {
                tree(request);
            } else {
                send(request, 404, new byte[0]);
            }
            return;
        }
        String prefix = "/" + repository.replaceFirst("^models/", "") + "/resolve/" + COMMIT + "/";
        String file = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
        if (!files.containsKey(file)) {
            send(request, 404, new byte[0]);
        } else if (large.contains(file) && largeStatus != 200) {
            send(request, largeStatus, new byte[0]);
        } else if (large.contains(file)) {
            request.getResponseHeaders().add("X-Linked-Etag", "\"" + digest(file) + "\"");
            request.getResponseHeaders()
                    .add("Location", "http://localhost:" + store.getAddress().getPort() + "/" + file);
            send(request, 302, new byte[0]);
        } else {
            content(request, file);
        }
    }

    private void tree(HttpExchange request) throws IOException {
        List<String> names = new ArrayList<>(files.keySet());
        String query = request.getRequestURI().getQuery();
        int from = query.contains("cursor=") ? Integer.parseInt(query.replaceFirst(".*cursor=", "")) : 0;
        ArrayNode page = Json.STRICT.createArrayNode();
        page.addObject().put("type", "directory").put("path", "some").put("oid", "x");
        for (String name : names.subList(from, Math.min(names.size(), from + PAGE))) {
            ObjectNode entry = page.addObject()
                    .put("type", "file")
                    .put("path", name)
                    .put("oid", large.contains(name) ? "0".repeat(40) : digest(name))
                    .put("size", files.get(name).length);
            if (large.contains(name)) {
                entry.putObject("lfs").put("oid", digest(name)).put("size", files.get(name).length);
            }
        }
        if (from + PAGE < names.size()) {
            String next = address() + request.getRequestURI().getPath() + "?recursive=true&cursor=" + (from + PAGE);
            request.getResponseHeaders().add("Link", "<" + next + ">; rel=\"next\"");
        }
        send(request, 200, Json.line(page).getBytes(StandardCharsets.UTF_8));
    }

    private void serve(HttpExchange request) throws IOException {
        requests.add("store " + line(request));
        if (uploads.store(request)) {
            return;
        }
        content(request, request.getRequestURI().getPath().substring(1));
    }

    private static String line(HttpExchange request) {
        String range = request.getRequestHeaders().getFirst("Range");
        String token = request.getRequestHeaders().getFirst("Authorization");
        return request.getRequestURI().getPath()
                + (range == null ? "" : " " + range)
                + (token == null ? "" : " " + token);
    }

    private void content(HttpExchange request, String file) throws IOException {
        Disturbance disturbance = disturbances.isEmpty() ? Disturbance.NONE : disturbances.poll();
        byte[] all = files.get(file);
        String range = request.getRequestHeaders().getFirst("Range");
        int from = range == null || disturbance == Disturbance.WHOLE
                ? 0
                : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        byte[] content = Arrays.copyOfRange(all, from, all.length);
        if (from > 0) {
            request.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (all.length - 1) + "/" + all.length);
        }
        switch (disturbance) {
            case BUSY -> send(request, 503, new byte[0]);
            case DAMAGE -> {
                content[content.length / 2] ^= 1;
                send(request, from > 0 ? 206 : 200, content);
            }
            case CUT, STALL -> {
                request.sendResponseHeaders(from > 0 ? 206 : 200, content.length);
                request.getResponseBody().write(content, 0, content.length / 2);
                request.getResponseBody().flush();
                if (disturbance == Disturbance.STALL) {
                    pause();
                }
                request.close();
            }
            case NONE, WHOLE -> send(request, from > 0 ? 206 : 200, content);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void send(HttpExchange request, int status, byte[] body) {
        try (request) {
            request.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            request.getResponseBody().write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
    }
}
