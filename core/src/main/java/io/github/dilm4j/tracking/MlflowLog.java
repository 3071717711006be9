package io.github.dilm4j.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.Printable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Sends the metrics of a run to a tracking server of MLflow, by its REST interface (version 2.0). A separate thread sends
 * them, so that a slow server does not delay the run. At the first failure, it warns and stops sending. Each process of a
 * run creates a run on the server.
 */
public final class MlflowLog extends ScalarSink {
    private static final Duration LONGEST = Duration.ofSeconds(20); // for one request
    private static final long LAST_MILLIS = 30_000; // for what is left when the run ends
    private static final int MOST_METRICS = 1_000; // in a request, as MLflow allows
    private static final int MOST_PARAMETERS = 100;
    private static final int LONGEST_VALUE = 500; // of a parameter, in characters
    private static final int NOT_FOUND_OR_THERE = 400;

    /**
     * What is tracked.
     *
     * @param experiment under which the run is listed
     * @param parameters of the run, by name
     */
    public record Tracked(String experiment, String run, Map<String, String> parameters) {}

    private final URI server;
    private final Optional<String> authorization;
    private final Consumer<String> warnings;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LONGEST).build();
    private final BlockingQueue<Optional<Scalar>> queue = new LinkedBlockingQueue<>(); // an empty one is the end
    private final Thread sender;

    /**
     * Starts to send.
     *
     * @param server the address, such as {@code http://localhost:5000}
     * @param environment has MLflow's variables {@code MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME} and
     *     {@code MLFLOW_TRACKING_PASSWORD}, if the server wants them
     * @param warnings receives a sentence if the server fails
     */
    public MlflowLog(URI server, Map<String, String> environment, Tracked tracked, Consumer<String> warnings) {
        this.server = server;
        this.authorization = authorization(environment);
        this.warnings = warnings;
        this.sender = new Thread(() -> send(tracked), "mlflow");
        sender.setDaemon(true);
        sender.start();
    }

    private static Optional<String> authorization(Map<String, String> environment) {
        Optional<String> token = Optional.ofNullable(environment.get("MLFLOW_TRACKING_TOKEN"));
        Optional<String> user = Optional.ofNullable(environment.get("MLFLOW_TRACKING_USERNAME"));
        return token.map(value -> "Bearer " + value)
                .or(() -> user.map(name -> name + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", ""))
                        .map(login ->
                                "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8))));
    }

    @Override
    void take(Scalar scalar) {
        if (Double.isFinite(scalar.value()) && sender.isAlive()) { // JSON has no other numbers
            queue.add(Optional.of(scalar));
        }
    }

    /** Sends what is left, within half a minute, and marks the run as finished. */
    @Override
    public void close() {
        queue.add(Optional.empty());
        try {
            sender.join(LAST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (sender.isAlive()) {
            warn("it did not take the last metrics in time");
        }
    }

    private void send(Tracked tracked) {
        try {
            String run = created(tracked);
            boolean ended = false;
            while (!ended) {
                List<Optional<Scalar>> some = new ArrayList<>(List.of(queue.take()));
                queue.drainTo(some, MOST_METRICS - 1);
                ended = some.contains(Optional.<Scalar>empty());
                log(run, some.stream().flatMap(Optional::stream).toList());
            }
            ObjectNode end = object().put("run_id", run).put("status", "FINISHED");
            post("runs/update", end.put("end_time", System.currentTimeMillis()));
        } catch (IOException e) {
            warn(IoReason.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void warn(String reason) {
        warnings.accept("--mlflow " + server + ": " + reason + "; the run goes on without it");
    }

    /** Creates the run there; returns its id. */
    private String created(Tracked tracked) throws IOException, InterruptedException {
        ObjectNode run = object().put("experiment_id", experiment(tracked.experiment()));
        run.put("run_name", tracked.run()).put("start_time", System.currentTimeMillis());
        String id = text(post("runs/create", run), "/run/info/run_id");
        List<Map.Entry<String, String>> parameters =
                List.copyOf(tracked.parameters().entrySet());
        for (int begin = 0; begin < parameters.size(); begin += MOST_PARAMETERS) {
            ObjectNode batch = object().put("run_id", id);
            ArrayNode some = batch.putArray("params");
            parameters
                    .subList(begin, Math.min(parameters.size(), begin + MOST_PARAMETERS))
                    .forEach(parameter -> some.addObject()
                            .put("key", key(parameter.getKey()))
                            .put("value", Abridged.text(parameter.getValue(), LONGEST_VALUE)));
            post("runs/log-batch", batch);
        }
        return id;
    }

    /** The id of the experiment, which is created unless it is there. */
    private String experiment(String name) throws IOException, InterruptedException {
        HttpResponse<String> known = request(HttpRequest.newBuilder(address(
                        "experiments/get-by-name?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8)))
                .GET());
        return known.statusCode() < NOT_FOUND_OR_THERE
                ? text(json(known), "/experiment/experiment_id")
                : text(post("experiments/create", object().put("name", name)), "/experiment_id");
    }

    private void log(String run, List<Scalar> scalars) throws IOException, InterruptedException {
        if (scalars.isEmpty()) {
            return;
        }
        ObjectNode batch = object().put("run_id", run);
        ArrayNode metrics = batch.putArray("metrics");
        scalars.forEach(scalar -> metrics.addObject()
                .put("key", key(scalar.tag()))
                .put("value", scalar.value())
                .put("timestamp", scalar.atMillis())
                .put("step", scalar.step()));
        post("runs/log-batch", batch);
    }

    /** A name of MLflow: letters, digits and some signs. */
    private static String key(String name) {
        return name.replaceAll("[^\\p{Alnum}_./ -]", "_");
    }

    private JsonNode post(String what, JsonNode body) throws IOException, InterruptedException {
        return json(request(HttpRequest.newBuilder(address(what))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))));
    }

    private URI address(String what) {
        return URI.create(server.toString().replaceFirst("/$", "") + "/api/2.0/mlflow/" + what);
    }

    private HttpResponse<String> request(HttpRequest.Builder request) throws IOException, InterruptedException {
        authorization.ifPresent(value -> request.header("Authorization", value));
        return client.send(request.timeout(LONGEST).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        if (response.statusCode() >= NOT_FOUND_OR_THERE) {
            throw new IOException("it answers with HTTP " + response.statusCode() + ": "
                    + Printable.line(Abridged.text(response.body(), LONGEST_VALUE)));
        }
        try {
            return Json.STRICT.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new IOException("its answer is not JSON", e);
        }
    }

    private static String text(JsonNode answer, String pointer) throws IOException {
        String text = answer.at(pointer).asText();
        if (text.isEmpty()) {
            throw new IOException("its answer has no " + pointer);
        }
        return text;
    }

    private static ObjectNode object() {
        return Json.STRICT.createObjectNode();
    }
}
