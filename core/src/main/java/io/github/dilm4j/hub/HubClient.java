package io.github.dilm4j.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Interruption;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/** Sends requests to the hub. It follows redirects itself, so that the token does not go to other hosts. */
final class HubClient {
    private static final int REDIRECTS = 5;
    private static final int MOST_SAID = 1 << 16;
    private static final Set<Integer> KEEPS_METHOD = Set.of(307, 308);
    private static final int PROXY_WANTS_PASSWORD = 407;
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final HubSettings settings;
    private final HttpClient http;

    HubClient(HubSettings settings) {
        this.settings = settings;
        this.http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(20))
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(settings.proxies())
                .build();
    }

    /** A request; may be repeated. */
    @FunctionalInterface
    interface Request<T> {
        T send() throws IOException;
    }

    /**
     * Repeats a request, with growing waits, while it fails for reasons that may pass.
     *
     * @throws IOException the last failure
     */
    <T> T retrying(Request<T> request) throws IOException {
        Duration wait = settings.firstWait();
        for (int attempt = 1; ; attempt++) {
            try {
                return request.send();
            } catch (HubException e) {
                if (!e.mayPass() || attempt >= settings.attempts()) {
                    throw e;
                }
            } catch (InterruptedIOException | ConnectException e) {
                throw e; // waiting does not help if the hub cannot be reached at all
            } catch (IOException e) {
                if (attempt >= settings.attempts()) {
                    throw e;
                }
            }
            Interruption.sleep(wait);
            wait = wait.multipliedBy(2);
        }
    }

    /** @throws HubException if the hub answers with an error */
    HttpResponse<InputStream> get(URI address, Map<String, String> headers) throws IOException {
        return followed(
                address,
                status -> status >= 300 && status < 400,
                at -> http.send(request(at, headers).timeout(ANSWER).build(), stream()));
    }

    /** Like the method below, for a short content. */
    HttpResponse<InputStream> send(String method, URI address, Map<String, String> headers, Content content)
            throws IOException {
        return send(method, address, headers, content, sent -> {});
    }

    /**
     * Sends a request with a content, which may take long.
     *
     * @param sent receives the number of bytes sent so far
     * @throws HubException if the hub answers with an error
     */
    HttpResponse<InputStream> send(
            String method, URI address, Map<String, String> headers, Content content, LongConsumer sent)
            throws IOException {
        return followed(address, KEEPS_METHOD::contains, at -> {
            AtomicLong reached = new AtomicLong();
            HttpRequest request = request(at, headers)
                    .method(method, content.publisher(count -> {
                        reached.set(count);
                        sent.accept(count);
                    }))
                    .build();
            return unlessStalled(http.sendAsync(request, stream()), reached);
        });
    }

    /** A request to one address. */
    @FunctionalInterface
    private interface Hop {
        HttpResponse<InputStream> to(URI address) throws IOException, InterruptedException;
    }

    /** @param redirects the statuses after which the request may go to another address */
    private HttpResponse<InputStream> followed(URI address, IntPredicate redirects, Hop hop) throws IOException {
        URI at = address;
        for (int hops = 0; hops <= REDIRECTS; hops++) {
            requireProxy(at);
            HttpResponse<InputStream> answer;
            try {
                answer = hop.to(at);
            } catch (InterruptedException e) {
                throw Interruption.of(e);
            }
            int status = answer.statusCode();
            if (status / 100 == 2) {
                return answer;
            }
            String said = said(answer);
            if (status == PROXY_WANTS_PASSWORD) {
                throw new ConnectException(
                        "HTTP 407: the proxy asks for a password, which cannot be given; use a proxy that"
                                + " asks for none");
            }
            Optional<String> location = answer.headers().firstValue("location").filter(next -> redirects.test(status));
            URI next = at.resolve(location.orElseThrow(() -> new HubException(status, said)));
            if ("https".equals(at.getScheme()) && !"https".equals(next.getScheme())) {
                throw new IOException("the hub redirects to " + next.getScheme() + "://" + next.getHost()
                        + ", which is not encrypted");
            }
            at = next;
        }
        throw new IOException("too many redirects from the hub");
    }

    /** @param reached the bytes sent so far */
    private HttpResponse<InputStream> unlessStalled(
            CompletableFuture<HttpResponse<InputStream>> answer, AtomicLong reached)
            throws IOException, InterruptedException {
        long before = 0;
        while (true) {
            try {
                return answer.get(settings.stall().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (reached.get() == before) {
                    answer.cancel(true);
                    throw new IOException(
                            "the hub took no byte and gave no answer for "
                                    + settings.stall().toSeconds() + " s",
                            e);
                }
                before = reached.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
            } catch (InterruptedException e) {
                answer.cancel(true);
                throw e;
            }
        }
    }

    private HttpRequest.Builder request(URI address, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("User-Agent", "dilm4j");
        headers.forEach(request::header);
        if (sameHost(address)) {
            authorization().ifPresent(value -> request.header("Authorization", value));
        }
        return request;
    }

    private static HttpResponse.BodyHandler<InputStream> stream() {
        return HttpResponse.BodyHandlers.ofInputStream();
    }

    /** The hub's message without the token; empty if it sent none. */
    private String said(HttpResponse<InputStream> answer) throws IOException {
        if (answer.body() == null) { // a proxy refuses an https tunnel
            return "";
        }
        byte[] start;
        try (InputStream body = answer.body();
                StallGuard guard = new StallGuard(body, settings.stall())) {
            start = body.readNBytes(MOST_SAID);
        }
        String said = answer.headers().firstValue("x-error-message").orElseGet(() -> message(start));
        return settings.token().map(token -> said.replace(token, "***")).orElse(said);
    }

    /** The message in a body: {@code {"error": "..."}}, or {@code {"errors": [{"message": "..."}]}}. */
    private static String message(byte[] body) {
        try {
            JsonNode answer = Json.STRICT.readTree(body);
            return answer.has("errors")
                    ? String.join("; ", answer.path("errors").findValuesAsText("message"))
                    : answer.path("error").asText();
        } catch (IOException noJson) {
            return "";
        }
    }

    /** Checks the proxy: the client's own error would not say why an unusable one fails. */
    private void requireProxy(URI address) throws ConnectException {
        try {
            var unused = settings.proxies().select(address);
        } catch (IllegalArgumentException e) {
            ConnectException noWay = new ConnectException(e.getMessage());
            noWay.initCause(e);
            throw noWay;
        }
    }

    private boolean sameHost(URI address) {
        return settings.endpoint().getScheme().equals(address.getScheme())
                && settings.endpoint().getAuthority().equals(address.getAuthority());
    }

    private Optional<String> authorization() {
        return settings.login()
                .map(login -> "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .or(() -> settings.token().map(token -> "Bearer " + token));
    }
}
