package io.github.dilm4j.served;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server with OpenAI's protocol. It answers by a function, or first by the faults that a test has queued. */
public final class StubServer implements AutoCloseable {
    /** Answers one request instead of the function. */
    public interface Fault {
        void answer(HttpExchange exchange) throws IOException;
    }

    /** A request that the server received. */
    public record Received(String path, String authorization, JsonNode body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();

    /** @param reply returns the JSON of the reply to a request's JSON */
    public StubServer(Function<JsonNode, Object> reply) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            JsonNode body = Json.STRICT.readTree(exchange.getRequestBody().readAllBytes());
            String key = exchange.getRequestHeaders().getFirst("Authorization");
            received.add(new Received(exchange.getRequestURI().getPath(), key == null ? "" : key, body));
            Fault fault = faults.poll();
            if (fault == null) {
                send(exchange, 200, Json.line(reply.apply(body)));
            } else {
                fault.answer(exchange);
            }
            exchange.close();
        });
        server.start();
    }

    /** Returns a chat's reply with this text. */
    public static Object chat(String text) {
        return Map.of(
                "choices",
                new Object[] {Map.of("message", Map.of("role", "assistant", "content", text), "finish_reason", "stop")},
                "usage",
                Map.of("prompt_tokens", 7, "completion_tokens", 3));
    }

    /** Returns the prompt in a chat's request. */
    public static String prompt(JsonNode body) {
        return body.path("messages").path(0).path("content").asText();
    }

    /** Answers the next request with this fault. */
    public StubServer fault(Fault fault) {
        faults.add(fault);
        return this;
    }

    /** Answers the next request with this status and body. */
    public StubServer fault(int status, String body) {
        return fault(exchange -> send(exchange, status, body));
    }

    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    public Queue<Received> received() {
        return received;
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    static JsonNode json(String text) {
        try {
            return Json.STRICT.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
