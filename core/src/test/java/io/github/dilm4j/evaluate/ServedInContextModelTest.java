package io.github.dilm4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.served.Endpoint;
import io.github.dilm4j.served.Patience;
import io.github.dilm4j.served.ServedModel;
import io.github.dilm4j.served.StubServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedInContextModelTest {
    private static final Task TASK =
            new Task("films", List.of("sentence"), "label", List.of("very bad", "very good"), Metric.ACCURACY);
    private static final List<Example> DEMONSTRATIONS = List.of(Example.of("dull", 0), Example.of("warm", 1));
    private static final List<Example> TEST = List.of(Example.of("so dull", 0), Example.of("so warm", 1));

    @TempDir
    private Path cache;

    private InContextModel model(StubServer server, Endpoint.Api api) {
        return new ServedInContextModel(served(server, api), TASK, 2);
    }

    private ServedModel served(StubServer server, Endpoint.Api api) {
        return new ServedModel(
                Endpoint.of("url", server.url(), "tiny", api, Optional.empty()), Map.of(), cache, Patience.USUAL);
    }

    /** Returns a chat's reply with its text and the log-probabilities of the alternatives for its first token. */
    private static Object chat(String text, Map<String, Double> alternatives) {
        List<Map<String, Object>> top = new ArrayList<>();
        alternatives.forEach((token, value) -> top.add(Map.of("token", token, "logprob", value)));
        return Map.of(
                "choices",
                List.of(Map.of(
                        "message", Map.of("content", text),
                        "logprobs", Map.of("content", List.of(Map.of("token", text, "top_logprobs", top))))));
    }

    private float[] only(Object reply) {
        try (StubServer server = new StubServer(body -> reply)) {
            return model(server, Endpoint.Api.CHAT)
                    .answer(DEMONSTRATIONS, TEST.subList(0, 1))
                    .logits()[0];
        }
    }

    @Test
    void aChatIsShownTheLabelsAndTheDemonstrationsInOrder() {
        try (StubServer server = new StubServer(body -> StubServer.chat("very good"))) {
            InContextModel.Answers answers = model(server, Endpoint.Api.CHAT).answer(DEMONSTRATIONS, TEST);
            assertThat(StubServer.prompt(server.received().remove().body()))
                    .startsWith("Each block below ends with its label. Give the label of the last block. It is one of:"
                            + " very bad, very good. Answer with the label alone.\n\n"
                            + "sentence: dull\nlabel: very bad\n\nsentence: warm\nlabel: very good\n\nsentence: so ")
                    .endsWith("\nlabel:");
            assertThat(answers.logits()[0][1] - answers.logits()[0][0])
                    .isEqualTo((float) Math.log(99), within(1e-4f)); // 0.99 against 0.01
            assertThat(answers.unnamed()).isZero();
        }
    }

    @Test
    void theFirstTokensLogProbabilitiesCount() {
        float[] logits = only(chat("Very", Map.of("very bad", Math.log(0.6), " Very good", Math.log(0.3), "x", -9.0)));
        assertThat(logits[0] - logits[1]).isEqualTo((float) Math.log(2), within(1e-5f));
    }

    @Test
    void aTokenThatAllLabelsBeginWithGoesToTheOneThatIsNamed() {
        float[] logits = only(chat("very good.", Map.of("very", Math.log(0.8), "bad", Math.log(0.1))));
        assertThat(logits[1]).isEqualTo((float) Math.log(0.8), within(1e-5f));
        assertThat(logits[0]).isEqualTo((float) Math.log(0.05), within(1e-5f)); // half of the lowest listed probability
    }

    @Test
    void aReplyThatHoldsOneLabelNamesIt() {
        assertThat(only(StubServer.chat("The label is \"Very Bad\".")))
                .satisfies(logits -> assertThat(logits[0]).isGreaterThan(logits[1]));
    }

    @Test
    void aReplyWithoutALabelIsCounted() {
        try (StubServer server = new StubServer(body -> StubServer.chat("very bad or very good?"))) {
            InContextLearning learning = InContextLearning.served(served(server, Endpoint.Api.CHAT), TASK, false, 1);
            InContextLearning.Outcome outcome = learning.run(DEMONSTRATIONS, TEST, new RandomStreams(1));
            assertThat(outcome.unnamed()).isEqualTo(2);
            assertThat(outcome.metrics().loss()).isEqualTo(Math.log(2), within(1e-6));
            assertThat(learning.shortfall(outcome, 2, "set 0"))
                    .contains("after set 0, 2 texts were answered with no label's name; they count as the first label");
        }
    }

    /** Echoes words as tokens. Every token has a log-probability that depends on its word. */
    private static Function<JsonNode, Object> echo(boolean writes) {
        return body -> {
            String prompt = body.path("prompt").asText();
            List<String> tokens = new ArrayList<>(List.of(prompt.split("(?= )", -1)));
            List<Object> values = new ArrayList<>();
            for (String token : tokens) {
                values.add(Map.of(" good", -0.25, " bad", -2.0).getOrDefault(token, -1.0));
            }
            if (writes) {
                tokens.add(" more");
                values.add(-50);
            }
            return Map.of(
                    "choices",
                    List.of(Map.of("text", prompt, "logprobs", Map.of("tokens", tokens, "token_logprobs", values))));
        };
    }

    @Test
    void completionsScoreTheWholeNamesOfLabels() {
        for (boolean writes : List.of(true, false)) {
            try (StubServer server = new StubServer(echo(writes))) {
                float[][] logits = model(server, Endpoint.Api.COMPLETIONS)
                        .answer(DEMONSTRATIONS, TEST)
                        .logits();
                assertThat(logits).isDeepEqualTo(new float[][] {{-3, -1.25f}, {-3, -1.25f}});
                assertThat(server.received()).hasSize(4);
                assertThat(server.received().remove().body().path("prompt").asText())
                        .startsWith("sentence: dull\nlabel: very bad\n\n");
            }
        }
    }

    @Test
    void aServerThatScoresNoPromptIsNamed() {
        try (StubServer server = new StubServer(body -> Map.of("choices", List.of(Map.of("text", "good"))))) {
            assertThatThrownBy(() -> model(server, Endpoint.Api.COMPLETIONS).answer(DEMONSTRATIONS, TEST))
                    .isInstanceOf(InputException.class)
                    .hasMessage(server.url() + ": the server sends no log-probabilities of a prompt's tokens, by which"
                            + " labels are scored; set api to chat");
        }
    }

    @Test
    void calibrationTakesOutWhatTextsWithoutContentAreAnswered() {
        Function<JsonNode, Object> biased = body -> {
            String query = StubServer.prompt(body).replaceAll("(?s).*sentence: (.*)\nlabel:", "$1");
            // the model always prefers "very good"
            double bad = Map.of("so dull", 0.2, "so warm", 0.05).getOrDefault(query, 0.1);
            return chat("very good", Map.of("very bad", Math.log(bad), "very good", Math.log(1 - bad)));
        };
        try (StubServer server = new StubServer(biased)) {
            ServedModel model = served(server, Endpoint.Api.CHAT);
            RandomStreams streams = new RandomStreams(1);
            assertThat(InContextLearning.served(model, TASK, false, 1)
                            .run(DEMONSTRATIONS, TEST, streams)
                            .metrics()
                            .score())
                    .isEqualTo(0.5);
            FineTuning.Outcome calibrated = InContextLearning.served(model, TASK, true, 1)
                    .run(DEMONSTRATIONS, TEST, streams)
                    .metrics();
            assertThat(calibrated.score()).isEqualTo(1);
            // odds of "very bad": (0.2 / 0.8) / (0.1 / 0.9) and (0.05 / 0.95) / (0.1 / 0.9)
            double dull = 2.25 / 3.25;
            double warm = 1 / (1 + 9 * 0.05 / 0.95);
            assertThat(calibrated.loss()).isEqualTo(-(Math.log(dull) + Math.log(warm)) / 2, within(1e-6));
        }
    }
}
