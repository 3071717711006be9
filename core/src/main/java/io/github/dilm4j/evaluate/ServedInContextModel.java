package io.github.dilm4j.evaluate;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.served.Endpoint;
import io.github.dilm4j.served.Reply;
import io.github.dilm4j.served.ServedModel;
import java.util.List;
import java.util.Optional;

/**
 * A language model behind an endpoint. By {@code completions} it scores the whole name of every label after the prompt
 * that models of this machine read. By {@code chat} it is asked for a label, and the log-probabilities of its answer's
 * first token count where the server sends them; else the label that it names has most of the probability.
 */
final class ServedInContextModel implements InContextModel {
    private final ServedModel model;
    private final ServedQuestions questions;
    private final List<String> labels;
    private final int atOnce;

    /** @param atOnce number of concurrent requests */
    ServedInContextModel(ServedModel model, Task task, int atOnce) {
        this.model = model;
        this.questions = new ServedQuestions(model.endpoint().api(), task);
        this.labels = task.labelNames();
        this.atOnce = atOnce;
    }

    @Override
    public Answers answer(List<Example> demonstrations, List<Example> queries) {
        List<Reply> replies = model.askAll(questions.of(demonstrations, queries), atOnce, heard -> {});
        return model.endpoint().api() == Endpoint.Api.CHAT ? chosen(replies) : scored(replies);
    }

    /** @param replies one for each query */
    private Answers chosen(List<Reply> replies) {
        NamedLabel named = new NamedLabel(labels);
        float[][] logits = new float[replies.size()][];
        int unnamed = 0;
        for (int i = 0; i < logits.length; i++) {
            logits[i] = named.logits(replies.get(i));
            unnamed += named.isNone(logits[i]) ? 1 : 0;
        }
        return new Answers(logits, 0, 0, unnamed);
    }

    /** @param replies one for each query and label */
    private Answers scored(List<Reply> replies) {
        float[][] logits = new float[replies.size() / labels.size()][labels.size()];
        for (int i = 0; i < replies.size(); i++) {
            int label = i % labels.size();
            logits[i / labels.size()][label] = logProbability(replies.get(i), questions.answer(label));
        }
        return new Answers(logits, 0, 0, 0);
    }

    /**
     * The log-probability of the answer at the end of the prompt: the sum over its tokens. Some servers return one more
     * token.
     */
    private float logProbability(Reply reply, String answer) {
        List<Reply.Token> tokens = reply.tokens();
        for (int end = Math.max(0, tokens.size() - 1); end <= tokens.size(); end++) {
            Optional<Double> found = sumBefore(tokens, end, answer);
            if (found.isPresent()) {
                return found.get().floatValue();
            }
        }
        throw new InputException(model.endpoint().url()
                + ": the server sends no log-probabilities of a prompt's tokens, by which labels are scored; set api"
                + " to chat");
    }

    /** Empty if the tokens before {@code end} do not spell the text, or one has no log-probability. */
    private static Optional<Double> sumBefore(List<Reply.Token> tokens, int end, String text) {
        StringBuilder spelt = new StringBuilder();
        double sum = 0;
        for (int i = end - 1; i >= 0 && spelt.length() < text.length(); i--) {
            Reply.Token token = tokens.get(i);
            if (token.logProbability().isEmpty()) {
                return Optional.empty();
            }
            spelt.insert(0, token.text());
            sum += token.logProbability().get();
        }
        return spelt.toString().endsWith(text) ? Optional.of(sum) : Optional.empty();
    }

    @Override
    public Optional<String> shortfall(InContextLearning.Outcome outcome, int demonstrations, String set) {
        return outcome.unnamed() == 0
                ? Optional.empty()
                : Optional.of("after " + set + ", " + outcome.unnamed()
                        + " texts were answered with no label's name; they count as the first label");
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public String remedy() {
        return "the server sends log-probabilities that are no numbers; set api to chat, or serve another model";
    }
}
