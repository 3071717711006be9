package io.github.dilm4j.hub;

import io.github.dilm4j.base.Interruption;
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

/** Sends requests to the hub. It follows redirects itself, so that the token does not go to other hosts. */
final class HubClient {
    private static final int REDIRECTS = 5;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
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

    /** @throws HubException if the answer is neither 200 nor 206 */
    HttpResponse<InputStream> get(URI address, Map<String, String> headers) throws IOException {
        URI at = address;
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            HttpResponse<InputStream> answer = send(at, headers);
            int status = answer.statusCode();
            if (status == OK || status == PARTIAL) {
                return answer;
            }
            if (answer.body() != null) { // absent if a proxy refuses an https tunnel
                answer.body().close();
            }
            if (status == PROXY_WANTS_PASSWORD) {
                throw new ConnectException(
                        "HTTP 407: the proxy asks for a password, which cannot be given; use a proxy that"
                                + " asks for none");
            }
            if (status < 300 || status >= 400) {
                throw new HubException(status);
            }
            String location = answer.headers().firstValue("location").orElseThrow(() -> new HubException(status));
            URI next = at.resolve(location);
            if ("https".equals(at.getScheme()) && !"https".equals(next.getScheme())) {
                throw new IOException("the hub redirects to " + next.getScheme() + "://" + next.getHost()
                        + ", which is not encrypted");
            }
            at = next;
        }
        throw new IOException("too many redirects from the hub");
    }

    private HttpResponse<InputStream> send(URI address, Map<String, String> headers) throws IOException {
        requireProxy(address);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(ANSWER).header("User-Agent", "dilm4j");
        headers.forEach(request::header);
        if (sameHost(address)) {
            authorization().ifPresent(value -> request.header("Authorization", value));
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw Interruption.of(e);
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
