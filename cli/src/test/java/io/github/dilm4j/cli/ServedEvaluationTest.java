package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedEvaluationTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @TempDir
    private Path folder;

    /** Serves a model that answers 0 to texts with "dull", and 1 to all others. */
    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            requests.incrementAndGet();
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String last = asked.substring(asked.lastIndexOf("sentence: "));
            byte[] reply = ("{\"choices\":[{\"message\":{\"content\":\"" + (last.contains("dull") ? 0 : 1)
                            + "\"}}],\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":1}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int dilm(Object... arguments) {
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), false, 100);
        return new Dilm(console)
                .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }

    private List<Object> evaluation(Path set, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "evaluate", "--train", set, "--test", set, "--shuffles", 2, "--replies", folder.resolve("replies")));
        arguments.addAll(List.of(more));
        return arguments;
    }

    @Test
    void aServedModelReadsTheSetsAndIsAskedOnce() throws IOException {
        Path set = Files.writeString(folder.resolve("set.tsv"), "sentence\tlabel\nso dull\t0\nso warm\t1\n");
        List<Object> command = evaluation(
                set,
                "--served",
                "http://localhost:" + server.getAddress().getPort() + "/v1",
                "--served-model",
                "tiny",
                "--prompt-price",
                1000);
        assertThat(dilm(command.toArray())).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualTo("100.0 ± 0.0 (2)\n");
        int asked = requests.get();
        assertThat(err.toString())
                .contains("tiny: " + asked + " requests, " + (4 - asked) + " more from the cache, " + 50 * asked
                        + " tokens sent, " + asked + " received, cost " + 0.05 * asked);
        assertThat(dilm(command.toArray())).isZero();
        assertThat(requests.get()).isEqualTo(asked);
    }

    @Test
    void anAddressIsNeededForAModel() throws IOException {
        Path set = Files.writeString(folder.resolve("set.tsv"), "sentence\tlabel\na\t0\nb\t1\n");
        assertThat(dilm(evaluation(set, "--served-model", "tiny").toArray())).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("--served: is missing; --served-model and --served-key need this address\n");
    }
}
