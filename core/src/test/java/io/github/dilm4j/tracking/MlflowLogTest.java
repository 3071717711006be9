package io.github.dilm4j.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.served.StubServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class MlflowLogTest {
    private static final String API = "/v1/api/2.0/mlflow/";
    private static final MlflowLog.Tracked TRACKED =
            new MlflowLog.Tracked("sst2", "runs/sst2", Map.of("distil.sets", "20", "a[0]:b", "x".repeat(600)));

    private final List<String> warnings = new CopyOnWriteArrayList<>();

    /** Answers what the requests expect. */
    private static Object reply(JsonNode body) {
        if (body.has("run_name")) {
            return Map.of("run", Map.of("info", Map.of("run_id", "r1")));
        }
        return body.has("name") ? Map.of("experiment_id", "7") : Map.of();
    }

    private void log(StubServer server, Map<String, String> environment) {
        try (MlflowLog log = new MlflowLog(URI.create(server.url() + "/"), environment, TRACKED, warnings::add)) {
            log.accept(new RunEvent.Progress(5, "matching", 1, 2, Map.of("loss", 0.5)));
            log.accept(new RunEvent.Progress(6, "matching", 2, 2, Map.of("loss", Double.NaN)));
            log.accept(new RunEvent.OtherLearnerEvaluated(7, "e5:large", "dilm", 5, 0, 0, 0.75, 1));
        }
    }

    @Test
    void metricsAndConfigAreSentAndTheRunIsEnded() {
        try (StubServer server = new StubServer(MlflowLogTest::reply)) {
            server.fault(404, "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\"}");
            log(server, Map.of("MLFLOW_TRACKING_TOKEN", "secret"));
            List<StubServer.Received> all = List.copyOf(server.received());
            assertThat(all)
                    .extracting(StubServer.Received::path)
                    .startsWith(
                            API + "experiments/get-by-name",
                            API + "experiments/create",
                            API + "runs/create",
                            API + "runs/log-batch")
                    .endsWith(API + "runs/update");
            assertThat(all).extracting(StubServer.Received::authorization).containsOnly("Bearer secret");
            assertThat(all.get(2).body().path("experiment_id").asText()).isEqualTo("7");
            assertThat(all.get(3).body().path("params"))
                    .anySatisfy(parameter -> {
                        assertThat(parameter.path("key").asText()).isEqualTo("a_0__b");
                        assertThat(parameter.path("value").asText()).hasSize(500);
                    })
                    .anySatisfy(parameter ->
                            assertThat(parameter.toString()).isEqualTo("{\"key\":\"distil.sets\",\"value\":\"20\"}"));
            List<String> metrics = all.stream()
                    .flatMap(request -> request.body().findValues("metrics").stream())
                    .flatMap(some -> some.valueStream().map(JsonNode::toString))
                    .toList();
            assertThat(metrics)
                    .containsExactly(
                            "{\"key\":\"matching/loss\",\"value\":0.5,\"timestamp\":5,\"step\":1}",
                            "{\"key\":\"evaluation of e5_large/dilm-dpc5\",\"value\":0.75,\"timestamp\":7,\"step\":1}");
            assertThat(all.get(all.size() - 1).body().path("status").asText()).isEqualTo("FINISHED");
            assertThat(warnings).isEmpty();
        }
    }

    @Test
    void aServerThatRefusesIsToldOnceAndStopsNothing() {
        try (StubServer server = new StubServer(MlflowLogTest::reply)) {
            server.fault(404, "{}").fault(403, "you may\nnot");
            log(server, Map.of("MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", "pw"));
            assertThat(warnings)
                    .containsExactly("--mlflow " + server.url()
                            + "/: it answers with HTTP 403: you may not; the run goes on without it");
            assertThat(server.received())
                    .hasSize(2)
                    .extracting(StubServer.Received::authorization)
                    .containsOnly("Basic bWU6cHc=");
        }
    }

    @Test
    void aServerThatIsNotThereIsToldOnce() {
        String url;
        try (StubServer server = new StubServer(MlflowLogTest::reply)) {
            url = server.url();
        }
        try (MlflowLog log = new MlflowLog(URI.create(url), Map.of(), TRACKED, warnings::add)) {
            log.accept(new RunEvent.Progress(5, "matching", 1, 2, Map.of("loss", 0.5)));
        }
        assertThat(warnings).singleElement().asString().startsWith("--mlflow " + url + ": ");
    }
}
