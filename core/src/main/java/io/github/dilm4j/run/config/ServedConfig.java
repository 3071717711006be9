package io.github.dilm4j.run.config;

import io.github.dilm4j.served.Endpoint;
import java.util.Optional;

/**
 * A language model behind an endpoint that speaks the protocol of OpenAI. What is sent there leaves this machine.
 *
 * @param url the endpoint's address up to its version: {@code http://localhost:8000/v1}
 * @param model as the server calls it
 * @param api {@code chat}, which asks for a label; or {@code completions}, which scores the labels after the same
 *     prompt as for local models; the server must send the log-probabilities of a prompt
 * @param key the name of the environment variable that holds the key; without it none is sent
 * @param atOnce number of concurrent requests
 * @param promptPrice of a million tokens that are sent; the run reports the cost
 * @param completionPrice of a million tokens that are received
 */
public record ServedConfig(
        String url,
        String model,
        Endpoint.Api api,
        Optional<String> key,
        int atOnce,
        double promptPrice,
        double completionPrice) {

    /** The endpoint, after {@link #check}. */
    public Endpoint endpoint() {
        return Endpoint.of("url", url, model, api, key);
    }

    void check(String where, Problems problems) {
        Endpoint.problems(where + ".url", url, model, key).forEach(problems::add);
        problems.positive(where + ".atOnce", atOnce);
        problems.notNegative(where + ".promptPrice", promptPrice);
        problems.notNegative(where + ".completionPrice", completionPrice);
    }
}
