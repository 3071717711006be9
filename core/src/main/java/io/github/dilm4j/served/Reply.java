package io.github.dilm4j.served;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The reply of a served model.
 *
 * @param text of the first choice; with {@link Question.Scores#PROMPT} it begins with the prompt
 * @param finish the reason for its end: {@code stop}, {@code length}; may be empty
 * @param alternatives of the reply's first token, log-probabilities in nats by token; empty if there are none
 * @param tokens with their log-probabilities, as far as the server sends them
 * @param promptTokens as the server counts them; 0 if it does not
 * @param completionTokens likewise
 */
public record Reply(
        String text,
        String finish,
        Map<String, Double> alternatives,
        List<Token> tokens,
        long promptTokens,
        long completionTokens) {
    /** @param logProbability in nats; empty for the prompt's first */
    public record Token(String text, Optional<Double> logProbability) {}

    /** Whether the reply was cut at its length limit. */
    public boolean cutOff() {
        return finish.equals("length");
    }

    /** Parses a reply; empty if it does not follow the protocol. */
    static Optional<Reply> parse(String json) {
        try {
            JsonNode reply = Json.STRICT.readTree(json);
            JsonNode choice = reply.path("choices").path(0);
            JsonNode text = choice.has("message") ? choice.path("message").path("content") : choice.path("text");
            if (!text.isTextual()) {
                return Optional.empty();
            }
            JsonNode scores = choice.path("logprobs");
            JsonNode usage = reply.path("usage");
            return Optional.of(new Reply(
                    text.asText(),
                    choice.path("finish_reason").asText(""),
                    alternatives(scores.path("content").path(0)),
                    tokens(scores),
                    usage.path("prompt_tokens").asLong(),
                    usage.path("completion_tokens").asLong()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Double> alternatives(JsonNode first) {
        Map<String, Double> alternatives = new LinkedHashMap<>();
        for (JsonNode each : first.path("top_logprobs")) {
            if (each.path("logprob").isNumber()) {
                alternatives.merge(
                        each.path("token").asText(), each.path("logprob").asDouble(), Math::max);
            }
        }
        return alternatives;
    }

    private static List<Token> tokens(JsonNode scores) {
        JsonNode texts = scores.path("tokens");
        JsonNode values = scores.path("token_logprobs");
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < Math.min(texts.size(), values.size()); i++) {
            JsonNode value = values.get(i);
            tokens.add(new Token(
                    texts.get(i).asText(), value.isNumber() ? Optional.of(value.asDouble()) : Optional.empty()));
        }
        return List.copyOf(tokens);
    }
}
