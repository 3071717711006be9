package io.github.dilm4j.served;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedModelTest {
    private static final Patience SHORT_WAITS = // and time for an answer where other tests take the processor
            new Patience(3, Duration.ofMillis(1), Duration.ofMillis(400), Duration.ofSeconds(20));
    private static final String SECRET = "sk-very-secret";

    private final StubServer server = new StubServer(body -> StubServer.chat("echo " + StubServer.prompt(body)));

    @TempDir
    private Path cache;

    @AfterEach
    void stop() {
        server.close();
    }

    private ServedModel model(Endpoint.Api api) {
        return new ServedModel(
                Endpoint.of("url", server.url(), "tiny", api, Optional.empty()), Map.of(), cache, SHORT_WAITS);
    }

    private ServedModel model(Patience patience) {
        return new ServedModel(
                Endpoint.of("url", server.url(), "tiny", Endpoint.Api.CHAT, Optional.empty()),
                Map.of(),
                cache,
                patience);
    }

    private ServedModel withKey() {
        return new ServedModel(
                Endpoint.of("url", server.url(), "tiny", Endpoint.Api.CHAT, Optional.of("MY_KEY")),
                Map.of("MY_KEY", SECRET),
                cache,
                SHORT_WAITS);
    }

    private static Question question(String prompt) {
        return Question.greedy(prompt, 5, Question.Scores.NONE);
    }

    @Test
    void asksByTheProtocol() {
        Reply reply = withKey().ask(new Question("hi", 0.5, 5, Question.Scores.ALTERNATIVES, 1));
        assertEquals("echo hi", reply.text());
        StubServer.Received request = server.received().remove();
        assertEquals("/v1/chat/completions", request.path());
        assertEquals("Bearer " + SECRET, request.authorization());
        assertEquals(
                StubServer.json("{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + "\"max_tokens\":5,\"temperature\":0.5,\"logprobs\":true,\"top_logprobs\":20}"),
                request.body());
    }

    @Test
    void asksForThePromptsOwnLogProbabilities() {
        server.fault(
                200,
                "{\"choices\":[{\"text\":\"ab c\",\"finish_reason\":\"length\",\"logprobs\":"
                        + "{\"tokens\":[\"a\",\"b\",\" c\"],\"token_logprobs\":[null,-0.5,-2]}}]}");
        Reply reply = model(Endpoint.Api.COMPLETIONS).ask(Question.greedy("ab", 1, Question.Scores.PROMPT));
        assertTrue(reply.cutOff());
        assertEquals(
                List.of(
                        new Reply.Token("a", Optional.empty()),
                        new Reply.Token("b", Optional.of(-0.5)),
                        new Reply.Token(" c", Optional.of(-2.0))),
                reply.tokens());
        StubServer.Received request = server.received().remove();
        assertEquals("/v1/completions", request.path());
        assertEquals(
                StubServer.json("{\"model\":\"tiny\",\"prompt\":\"ab\",\"max_tokens\":1,\"temperature\":0.0,"
                        + "\"logprobs\":1,\"echo\":true}"),
                request.body());
    }

    @Test
    void readsTheAlternativesOfTheFirstToken() {
        server.fault(
                200,
                "{\"choices\":[{\"message\":{\"content\":\"yes\"},\"logprobs\":{\"content\":[{\"token\":\"yes\","
                        + "\"top_logprobs\":[{\"token\":\"yes\",\"logprob\":-0.1},{\"token\":\"no\",\"logprob\":-3}]}]}}]}");
        assertEquals(
                Map.of("yes", -0.1, "no", -3.0),
                model(Endpoint.Api.CHAT).ask(question("hi")).alternatives());
    }

    @Test
    void asksTheSameOnlyOnce() {
        model(Endpoint.Api.CHAT).ask(question("hi"));
        ServedModel again = model(Endpoint.Api.CHAT);
        assertEquals("echo hi", again.ask(question("hi")).text());
        assertEquals(1, server.received().size());
        assertEquals(new Usage(0, 1, 0, 0), again.usage());
        again.ask(new Question("hi", 0, 5, Question.Scores.NONE, 1)); // a different draw
        again.ask(Question.greedy("hi", 6, Question.Scores.NONE));
        assertEquals(3, server.received().size());
        assertEquals(new Usage(2, 1, 14, 6), again.usage());
    }

    @Test
    void asksAgainWhereTheCacheIsDamaged() throws IOException {
        model(Endpoint.Api.CHAT).ask(question("hi"));
        try (Stream<Path> files = Files.walk(cache)) {
            Files.writeString(files.filter(Files::isRegularFile).findFirst().orElseThrow(), "{\"choices\":");
        }
        assertEquals("echo hi", model(Endpoint.Api.CHAT).ask(question("hi")).text());
        assertEquals(2, server.received().size());
    }

    @Test
    void repeatsWhatMayPass() {
        server.fault(500, "").fault(200, "not json");
        assertEquals("echo hi", model(Endpoint.Api.CHAT).ask(question("hi")).text());
        server.fault(200, "{\"choices\":[]}").fault(exchange -> exchange.close());
        assertEquals("echo ho", model(Endpoint.Api.CHAT).ask(question("ho")).text());
        assertEquals(6, server.received().size());
    }

    @Test
    void givesUpAfterSomeAttempts() {
        server.fault(503, "").fault(503, "").fault(503, "");
        InputException failure = assertThrows(
                InputException.class, () -> model(Endpoint.Api.CHAT).ask(question("hi")));
        assertEquals(
                server.url()
                        + ": no usable reply after 3 attempts (HTTP 503); check that the server runs, and repeat the same command to go on",
                failure.getMessage());
    }

    @Test
    void givesUpOnAServerThatStallsWithinAReply() {
        for (int i = 0; i < 3; i++) {
            server.fault(exchange -> {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                try {
                    Thread.sleep(2_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        ServedModel impatient =
                model(new Patience(3, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(400)));
        InputException failure = assertThrows(InputException.class, () -> impatient.ask(question("hi")));
        assertTrue(failure.getMessage().contains("no whole reply within"), failure.getMessage());
    }

    @Test
    void refusesAReplyWithoutEnd() {
        for (int i = 0; i < 3; i++) {
            server.fault(exchange -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] block = new byte[1 << 20];
                for (int j = 0; j < 20; j++) {
                    exchange.getResponseBody().write(block);
                }
            });
        }
        ServedModel patient = model(SHORT_WAITS);
        InputException failure = assertThrows(InputException.class, () -> patient.ask(question("hi")));
        assertTrue(failure.getMessage().contains("longer than 16777216 bytes"), failure.getMessage());
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        server.fault(exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "0.3");
            StubServer.send(exchange, 429, "");
        });
        long begin = System.nanoTime();
        model(Endpoint.Api.CHAT).ask(question("hi"));
        assertTrue(System.nanoTime() - begin >= 290_000_000L);
    }

    @Test
    void doesNotWaitForHours() {
        server.fault(exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "7200");
            StubServer.send(exchange, 429, "");
        });
        InputException failure = assertThrows(
                InputException.class, () -> model(Endpoint.Api.CHAT).ask(question("hi")));
        assertTrue(failure.getMessage().contains("limits the rate for 7200 s"), failure.getMessage());
    }

    @Test
    void tellsNoKeyAndRepeatsNoRefusal() {
        server.fault(401, "{\"error\":{\"message\":\"Incorrect API key provided: " + SECRET + "\"}}");
        InputException failure =
                assertThrows(InputException.class, () -> withKey().ask(question("hi")));
        assertEquals(
                server.url() + ": HTTP 401, the server refuses the key in MY_KEY; check the key", failure.getMessage());
        server.fault(400, "{\"error\":{\"message\":\"too long, " + SECRET + "\"}}");
        failure = assertThrows(InputException.class, () -> withKey().ask(question("hi")));
        assertTrue(failure.getMessage().contains("(it says: too long, ***)"), failure.getMessage());
        assertEquals(2, server.received().size());
        server.fault(302, "");
        failure = assertThrows(InputException.class, () -> withKey().ask(question("hi")));
        assertTrue(failure.getMessage().contains("HTTP 302"), failure.getMessage());
    }

    @Test
    void keepsNoKeyInTheCache() throws IOException {
        withKey().ask(question("hi"));
        try (Stream<Path> files = Files.walk(cache)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(Files.readString(file).contains(SECRET));
            }
        }
    }

    @Test
    void answersManyInOrder() {
        AtomicInteger most = new AtomicInteger();
        List<Reply> replies = model(Endpoint.Api.CHAT)
                .askAll(
                        IntStream.range(0, 20).mapToObj(i -> question("q" + i)).toList(),
                        4,
                        heard -> most.set((int) heard));
        assertEquals(
                IntStream.range(0, 20).mapToObj(i -> "echo q" + i).toList(),
                replies.stream().map(Reply::text).toList());
        assertEquals(20, most.get());
    }

    @Test
    void endsWhereTheListenerThrowsAndGoesOnFromTheCache() {
        List<Question> questions =
                IntStream.range(0, 8).mapToObj(i -> question("q" + i)).toList();
        assertThrows(
                IllegalStateException.class,
                () -> model(Endpoint.Api.CHAT).askAll(questions, 1, heard -> {
                    if (heard == 3) {
                        throw new IllegalStateException("stop");
                    }
                }));
        ServedModel again = model(Endpoint.Api.CHAT);
        assertEquals(8, again.askAll(questions, 1, heard -> {}).size());
        assertTrue(again.usage().cached() >= 3, again.usage().toString());
    }

    @Test
    void refusesAddressesThatGiveAwayAKey() {
        assertEquals(
                List.of("url must be an address such as http://localhost:8000/v1, without a login, '?' or '#'"),
                Endpoint.problems("url", "https://me:pass@example.org/v1", "m", Optional.empty()));
        assertEquals(
                List.of("url must begin with https:// where a key is sent to another machine"),
                Endpoint.problems("url", "http://example.org/v1", "m", Optional.of("KEY")));
        List<String> problems = Endpoint.problems("url", "https://example.org/v1", "m", Optional.of(SECRET));
        assertEquals(1, problems.size());
        assertFalse(problems.get(0).contains(SECRET));
        assertEquals(List.of(), Endpoint.problems("url", "http://localhost:1/v1", "m", Optional.of("KEY")));
    }

    @Test
    void namesTheVariableThatIsNotSet() {
        InputException failure = assertThrows(
                InputException.class,
                () -> new ServedModel(
                        Endpoint.of("url", server.url(), "tiny", Endpoint.Api.CHAT, Optional.of("MY_KEY")),
                        Map.of(),
                        cache,
                        SHORT_WAITS));
        assertEquals("MY_KEY: is not set; it must hold the key for " + server.url(), failure.getMessage());
    }

    @Test
    void tellsWhatItCost() {
        assertEquals(
                "2 requests, 1 more from the cache, 1000000 tokens sent, 500000 received, cost 2.0000",
                new Usage(2, 1, 1_000_000, 500_000).sentence(new Usage(2, 1, 1_000_000, 500_000).cost(1, 2)));
    }
}
