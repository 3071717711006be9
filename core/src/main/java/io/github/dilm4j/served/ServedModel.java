package io.github.dilm4j.served;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Interruption;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.hub.EnvironmentProxies;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sends requests to a served model. Replies are kept on disk, so that a stopped process resumes without repeating
 * requests. Requests that fail for temporary reasons are repeated after growing waits, or after the wait that the
 * server names; if the server limits the rate, all threads wait. The key goes only to the endpoint. Safe for several
 * threads.
 */
public final class ServedModel {
    private static final int MOST_BYTES = 16 << 20;
    private static final int LONGEST_SHOWN = 200;
    private static final int OK = 200;
    private static final int TIMED_OUT = 408;
    private static final int TOO_MANY = 429;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,3})?");

    private final Endpoint endpoint;
    private final Optional<String> key;
    private final ReplyCache cache;
    private final Patience patience;
    private final HttpClient http;
    private final AtomicReference<Instant> notBefore = new AtomicReference<>(Instant.MIN);
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong cached = new AtomicLong();
    private final AtomicLong promptTokens = new AtomicLong();
    private final AtomicLong completionTokens = new AtomicLong();

    /**
     * @param environment for the key and the proxies
     * @param cache the folder of the replies
     * @throws InputException if the key's variable is not set
     */
    public ServedModel(Endpoint endpoint, Map<String, String> environment, Path cache, Patience patience) {
        this.endpoint = endpoint;
        this.key = endpoint.key(environment);
        this.cache = new ReplyCache(cache);
        this.patience = patience;
        HttpClient.Builder client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER) // the key must not go elsewhere
                .connectTimeout(Duration.ofSeconds(20))
                .version(HttpClient.Version.HTTP_1_1);
        if (!endpoint.isLocal()) {
            client.proxy(proxies(environment));
        }
        this.http = client.build();
    }

    private EnvironmentProxies proxies(Map<String, String> environment) {
        EnvironmentProxies proxies = new EnvironmentProxies(environment);
        try {
            var unused = proxies.select(endpoint.url());
            return proxies;
        } catch (IllegalArgumentException e) {
            throw new InputException(endpoint.url() + ": cannot be reached, since " + e.getMessage(), e);
        }
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** The usage so far. */
    public Usage usage() {
        return new Usage(requests.get(), cached.get(), promptTokens.get(), completionTokens.get());
    }

    /**
     * Asks many questions, some at once.
     *
     * @param atOnce number of concurrent requests
     * @param heard receives the number of replies after each one; an exception from it ends the requests
     * @return in the order of the questions
     * @throws InputException as {@link #ask}
     */
    public List<Reply> askAll(List<Question> questions, int atOnce, LongConsumer heard) {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce, task -> {
            Thread thread = new Thread(task, "served-model");
            thread.setDaemon(true);
            return thread;
        });
        try {
            CompletionService<Reply> answered = new ExecutorCompletionService<>(threads);
            List<Future<Reply>> replies = new ArrayList<>();
            questions.forEach(question -> replies.add(answered.submit(() -> ask(question))));
            for (int i = 1; i <= questions.size(); i++) {
                reply(answered.take());
                heard.accept(i);
            }
            return replies.stream().map(ServedModel::reply).toList();
        } catch (InterruptedException e) {
            throw new UncheckedIOException(Interruption.of(e));
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * Asks one question.
     *
     * @throws InputException if the endpoint refuses, or does not answer after all attempts
     */
    public Reply ask(Question question) {
        String body = Json.line(question.body(endpoint));
        Path file = cache.file(endpoint, body, question.draw());
        Optional<Reply> known = cache.find(file);
        if (known.isPresent()) {
            cached.incrementAndGet();
            return known.get();
        }
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    String json = send(body);
                    Reply reply = Reply.parse(json)
                            .orElseThrow(() -> new IOException("the reply is not of the protocol of OpenAI"));
                    cache.put(file, json);
                    requests.incrementAndGet();
                    promptTokens.addAndGet(reply.promptTokens());
                    completionTokens.addAndGet(reply.completionTokens());
                    return reply;
                } catch (InterruptedIOException e) {
                    throw e;
                } catch (IOException e) {
                    if (attempt >= patience.attempts()) {
                        throw new InputException(
                                endpoint.url() + ": no usable reply after " + attempt + " attempts ("
                                        + IoReason.of(e)
                                        + "); check that the server runs, and repeat the same command to go on",
                                e);
                    }
                    Interruption.sleep(patience.waitAfter(attempt));
                }
            }
        } catch (InterruptedIOException e) {
            throw new UncheckedIOException(endpoint.url() + ": interrupted", e);
        }
    }

    /** @throws IOException for temporary reasons */
    private String send(String body) throws IOException {
        Instant now = Instant.now();
        Instant free = notBefore.get();
        if (free.isAfter(now)) {
            Interruption.sleep(Duration.between(now, free));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.address())
                .header("Content-Type", "application/json")
                .header("User-Agent", "dilm4j")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        key.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        HttpResponse<byte[]> answer = whole(http.sendAsync(request.build(), head -> new BoundedBody(MOST_BYTES)));
        String text = new String(answer.body() == null ? new byte[0] : answer.body(), StandardCharsets.UTF_8);
        int status = answer.statusCode();
        if (status == OK) {
            return text;
        }
        if (status == TOO_MANY || status == TIMED_OUT || status >= 500) {
            retryAfter(answer.headers()).ifPresent(this::leaveAlone);
            throw new IOException("HTTP " + status);
        }
        throw refusal(status, text);
    }

    /** Waits for the last byte; a timeout of the request would cover only the reply's head. */
    private HttpResponse<byte[]> whole(CompletableFuture<HttpResponse<byte[]>> answer) throws IOException {
        try {
            return answer.get(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no whole reply within " + patience.answer().toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw Interruption.of(e);
        }
    }

    private InputException refusal(int status, String body) {
        String where = endpoint.url() + ": ";
        return switch (status) {
            case 401, 403 -> // the server's message may hold the key
                new InputException(where + "HTTP " + status + ", "
                        + endpoint.keyVariable()
                                .map(name -> "the server refuses the key in " + name + "; check the key")
                                .orElse("the server requires a key; name the environment variable that holds it"));
            case 404 ->
                new InputException(where + "HTTP 404, there is no model '" + endpoint.model() + "', or no "
                        + endpoint.address().getPath() + said(body) + "; check url, model and api");
            default ->
                new InputException(where + "HTTP " + status + ", the server refuses the request" + said(body)
                        + "; check url, model and api, or shorten what is sent");
        };
    }

    /** The server's reason, as a remark without the key. */
    private String said(String body) {
        String message = reason(body);
        String safe = key.map(value -> message.replace(value, "***")).orElse(message);
        return safe.isBlank() ? "" : " (it says: " + Abridged.text(safe.strip(), LONGEST_SHOWN) + ")";
    }

    private static String reason(String body) {
        try {
            JsonNode tree = Json.STRICT.readTree(body);
            return Stream.of(
                            tree.path("error").path("message"),
                            tree.path("message"),
                            tree.path("detail"),
                            tree.path("error"))
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::asText)
                    .findFirst()
                    .orElse("");
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    /** Parses a wait in seconds or a date; empty if the server names none. */
    private static Optional<Duration> retryAfter(HttpHeaders headers) {
        Optional<String> millis = headers.firstValue("retry-after-ms");
        if (millis.filter(value -> SECONDS.matcher(value).matches()).isPresent()) {
            return millis.map(value -> Duration.ofMillis((long) Double.parseDouble(value)));
        }
        return headers.firstValue("retry-after").flatMap(value -> {
            if (SECONDS.matcher(value).matches()) {
                return Optional.of(Duration.ofMillis((long) (1000 * Double.parseDouble(value))));
            }
            try {
                Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                return Optional.of(Duration.between(Instant.now(), until));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    /** @throws InputException if the server asks for a wait beyond the limit */
    private void leaveAlone(Duration wait) {
        if (wait.compareTo(patience.longestWait()) > 0) {
            throw new InputException(endpoint.url() + ": the server limits the rate for " + wait.toSeconds()
                    + " s; then repeat the same command, which resumes");
        }
        Instant until = Instant.now().plus(wait);
        notBefore.accumulateAndGet(until, (a, b) -> a.isAfter(b) ? a : b);
    }

    private static Reply reply(Future<Reply> answered) {
        try {
            return answered.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new UncheckedIOException(Interruption.of(e));
        }
    }
}
