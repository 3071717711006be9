package io.github.dilm4j.served;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One request.
 *
 * @param temperature 0 for the most likely tokens
 * @param maxTokens of the reply
 * @param scores the log-probabilities to return
 * @param draw distinguishes equal requests that need separate replies; not sent
 */
public record Question(String prompt, double temperature, int maxTokens, Scores scores, long draw) {
    private static final int MOST_ALTERNATIVES = 20; // that the protocol allows
    private static final int CHARACTERS_PER_TOKEN = 4; // in English

    /** The log-probabilities that a reply must hold. */
    public enum Scores {
        NONE,
        /** Those of the most likely tokens at each place of the reply; by {@link Endpoint.Api#CHAT} only. */
        ALTERNATIVES,
        /** Those of the prompt's own tokens; by {@link Endpoint.Api#COMPLETIONS} only. */
        PROMPT
    }

    /** A request for the most likely reply. */
    public static Question greedy(String prompt, int maxTokens, Scores scores) {
        return new Question(prompt, 0, maxTokens, scores, 0);
    }

    /** A rough number of a text's tokens, since each server has its own tokenizer. */
    public static long roughTokens(String text) {
        long characters = text.codePointCount(0, text.length());
        return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }

    ObjectNode body(Endpoint endpoint) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", endpoint.model());
        if (endpoint.api() == Endpoint.Api.CHAT) {
            body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        } else {
            body.put("prompt", prompt);
        }
        body.put("max_tokens", maxTokens).put("temperature", temperature);
        switch (scores) {
            case NONE -> {}
            case ALTERNATIVES -> body.put("logprobs", true).put("top_logprobs", MOST_ALTERNATIVES);
            case PROMPT -> body.put("logprobs", 1).put("echo", true);
        }
        return body;
    }
}
