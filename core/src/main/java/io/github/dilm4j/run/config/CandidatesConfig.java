package io.github.dilm4j.run.config;

import io.github.dilm4j.served.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * A served model that writes texts to choose from, for the methods {@code served} (its texts alone) and {@code mixed}
 * (with those of the generator). Real examples of {@code data.train} are sent to it.
 *
 * @param url the endpoint's address up to its version: {@code http://localhost:8000/v1}
 * @param model as the server calls it
 * @param api {@code chat} or {@code completions}
 * @param key the name of the environment variable that holds the key; without it none is sent
 * @param prompt the request, with {@code {label}}, {@code {examples}} and {@code {format}} in it
 * @param count texts to request per label; every set is chosen from a random half of the usable ones
 * @param examplesPerPrompt real examples in a request, all of one cluster
 * @param temperature of the sampling
 * @param maxTokens longest text
 * @param atOnce number of concurrent requests
 * @param promptPrice of a million tokens that are sent; the run reports the cost
 * @param completionPrice of a million tokens that are received
 */
public record CandidatesConfig(
        String url,
        String model,
        Endpoint.Api api,
        Optional<String> key,
        String prompt,
        int count,
        int examplesPerPrompt,
        double temperature,
        int maxTokens,
        int atOnce,
        double promptPrice,
        double completionPrice) {
    private static final List<String> PLACES = List.of("{label}", "{examples}", "{format}");

    /** The model that writes. */
    public ServedConfig served() {
        return new ServedConfig(url, model, api, key, atOnce, promptPrice, completionPrice);
    }

    void check(DistilConfig distil, Problems problems) {
        served().check("candidates", problems);
        problems.require(
                PLACES.stream().allMatch(prompt::contains),
                "candidates.prompt",
                "must hold " + String.join(", ", PLACES),
                "'" + prompt.strip() + "'");
        problems.require(
                count / 2 >= distil.largest(),
                "candidates.count",
                "must be at least twice the largest of distil.dpc, since a set is chosen from half of them",
                count);
        problems.positive("candidates.examplesPerPrompt", examplesPerPrompt);
        problems.require(
                temperature >= 0 && temperature <= 2,
                "candidates.temperature",
                "must lie between 0 and 2",
                temperature);
        problems.require(maxTokens >= 2, "candidates.maxTokens", "must be at least 2", maxTokens);
    }
}
