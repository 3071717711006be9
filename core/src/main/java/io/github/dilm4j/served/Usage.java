package io.github.dilm4j.served;

import java.util.Locale;

/**
 * The usage of a served model.
 *
 * @param requests that the server answered
 * @param cached that were answered from the cache
 * @param promptTokens of the answered requests, as the server counts them
 * @param completionTokens likewise
 */
public record Usage(long requests, long cached, long promptTokens, long completionTokens) {
    private static final double MILLION = 1e6;

    public static final Usage NONE = new Usage(0, 0, 0, 0);

    public Usage plus(Usage more) {
        return new Usage(
                requests + more.requests,
                cached + more.cached,
                promptTokens + more.promptTokens,
                completionTokens + more.completionTokens);
    }

    public Usage times(long times) {
        return new Usage(times * requests, times * cached, times * promptTokens, times * completionTokens);
    }

    /** In the currency of the prices, which are for a million tokens. */
    public double cost(double promptPrice, double completionPrice) {
        return (promptTokens * promptPrice + completionTokens * completionPrice) / MILLION;
    }

    /**
     * For people: {@code 40 requests, 12 more from the cache, 3210 tokens sent, 840 received, cost 0.0012}.
     *
     * @param cost left out if it is 0
     */
    public String sentence(double cost) {
        String counts = String.format(
                Locale.ROOT,
                "%d requests, %d more from the cache, %d tokens sent, %d received",
                requests,
                cached,
                promptTokens,
                completionTokens);
        return cost == 0 ? counts : counts + String.format(Locale.ROOT, ", cost %.4f", cost);
    }
}
