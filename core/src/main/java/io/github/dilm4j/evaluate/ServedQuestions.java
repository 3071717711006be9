package io.github.dilm4j.evaluate;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.served.Endpoint;
import io.github.dilm4j.served.Question;
import java.util.ArrayList;
import java.util.List;

/**
 * The questions to a served judge, query by query: by {@code chat} one for each query, by {@code completions} one for
 * each query and label.
 */
final class ServedQuestions {
    private static final int ANSWER_TOKENS = 12;

    private final Endpoint.Api api;
    private final InContextPrompt prompt;
    private final List<String> labels;

    ServedQuestions(Endpoint.Api api, Task task) {
        this.api = api;
        this.prompt = new InContextPrompt(task);
        this.labels = task.labelNames();
    }

    /** @param demonstrations in the order in which the model reads them */
    List<Question> of(List<Example> demonstrations, List<Example> queries) {
        List<Question> questions = new ArrayList<>();
        for (Example query : queries) {
            String text = prompt.text(demonstrations, query);
            if (api == Endpoint.Api.CHAT) {
                questions.add(Question.greedy(asked(text), ANSWER_TOKENS, Question.Scores.ALTERNATIVES));
            } else {
                for (int label = 0; label < labels.size(); label++) {
                    questions.add(Question.greedy(text + answer(label), 1, Question.Scores.PROMPT));
                }
            }
        }
        return questions;
    }

    /** The end of the question about this label, by {@code completions}. */
    String answer(int label) {
        return prompt.answer(label);
    }

    private String asked(String text) {
        return "Each block below ends with its label. Give the label of the last block. It is one of: "
                + String.join(", ", labels) + ". Answer with the label alone.\n\n" + text;
    }
}
