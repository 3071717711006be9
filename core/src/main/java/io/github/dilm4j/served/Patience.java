package io.github.dilm4j.served;

import java.time.Duration;

/**
 * The time limits of requests.
 *
 * @param attempts of a request that fails for a temporary reason
 * @param firstWait before the second attempt; doubles with each further one, up to {@code longestWait}
 * @param longestWait also the longest that the server may ask for by {@code Retry-After}
 * @param answer until a reply is complete
 */
public record Patience(int attempts, Duration firstWait, Duration longestWait, Duration answer) {
    public static final Patience USUAL =
            new Patience(8, Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofMinutes(5));

    /** @param attempt the failed attempt, from 1 */
    Duration waitAfter(int attempt) {
        Duration wait = firstWait.multipliedBy(1L << Math.min(attempt - 1, 20));
        return wait.compareTo(longestWait) < 0 ? wait : longestWait;
    }
}
