package io.github.dilm4j.distill;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.served.Question;
import io.github.dilm4j.served.Reply;
import io.github.dilm4j.served.ServedModel;
import io.github.dilm4j.served.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Lets a served model write the texts that sets are chosen from. Every request shows it real examples of one cluster of
 * a label's embeddings, so that the new text can represent the cluster. The requests take the clusters in turn.
 */
public final class ServedWriter {
    private final ServedModel model;
    private final WritingPrompt prompt;
    private final Settings settings;
    private final Observer observer;

    /**
     * @param count texts to ask for, per label
     * @param examplesPerPrompt real examples in a request, as far as its cluster has so many
     * @param maxTokens of a text
     * @param atOnce number of concurrent requests
     */
    public record Settings(int count, int examplesPerPrompt, double temperature, int maxTokens, int atOnce) {}

    public ServedWriter(ServedModel model, WritingPrompt prompt, Settings settings, Observer observer) {
        this.model = model;
        this.prompt = prompt;
        this.settings = settings;
        this.observer = observer;
    }

    /**
     * Asks for all texts.
     *
     * @param examples real ones, [label][example]
     * @param remedy what to do if too few texts are usable, as an imperative
     * @param heard receives the number of replies for all labels; an exception from it ends the writing
     * @throws io.github.dilm4j.base.InputException if the endpoint refuses, or cannot be reached
     */
    public CandidatePool write(
            List<List<Example>> examples, Encoder encoder, RandomStreams streams, String remedy, LongConsumer heard) {
        List<TextFilter> filters = new ArrayList<>();
        for (int label = 0; label < examples.size(); label++) {
            long before = (long) label * settings.count();
            List<Reply> replies = model.askAll(
                    questions(label, examples.get(label), encoder, streams.child("label", label)),
                    settings.atOnce(),
                    now -> heard.accept(before + now));
            int ofLabel = label;
            TextFilter filtered = TextFilter.of(
                    replies.stream().map(reply -> prompt.read(reply, ofLabel)).toList(), true);
            observer.textsWritten(0, label, filtered.counts());
            observer.candidates(0, label, filtered.kept());
            filtered.warn(label, observer, remedy);
            filters.add(filtered);
        }
        return CandidatePool.of(filters);
    }

    /**
     * The usage that {@link #write} is expected to have. Tokens are rough: requests are taken to hold any examples of the
     * label, and texts to be as long as those.
     *
     * @param examples real ones, [label][example]
     */
    public static Usage expectedUsage(WritingPrompt prompt, Settings settings, List<List<Example>> examples) {
        Usage all = Usage.NONE;
        for (int label = 0; label < examples.size(); label++) {
            List<Example> ofLabel = examples.get(label);
            long sent = 0;
            long received = 0;
            for (int i = 0; i < settings.count(); i++) {
                List<Example> shown = new ArrayList<>();
                for (int j = 0; j < Math.min(settings.examplesPerPrompt(), ofLabel.size()); j++) {
                    shown.add(ofLabel.get((i * settings.examplesPerPrompt() + j) % ofLabel.size()));
                }
                sent += Question.roughTokens(prompt.of(label, shown));
                long text = Question.roughTokens(String.join("\n", shown.get(0).texts()));
                received += Math.min(settings.maxTokens(), text);
            }
            all = all.plus(new Usage(settings.count(), 0, sent, received));
        }
        return all;
    }

    private List<Question> questions(int label, List<Example> examples, Encoder encoder, RandomStreams streams) {
        int clusters = Math.max(1, Math.min(settings.count(), examples.size() / settings.examplesPerPrompt()));
        int[][] members = Arrays.stream(RealClusters.find(List.of(examples), clusters, encoder, streams)
                        .members(0, examples.size()))
                .filter(cluster -> cluster.length > 0)
                .toArray(int[][]::new);
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < settings.count(); i++) {
            int[] cluster = members[i % members.length];
            int[] order = RandomStreams.permutation(cluster.length, streams.stream("examples", i));
            List<Example> shown = new ArrayList<>();
            for (int j = 0; j < Math.min(settings.examplesPerPrompt(), cluster.length); j++) {
                shown.add(examples.get(cluster[order[j]]));
            }
            questions.add(new Question(
                    prompt.of(label, shown), settings.temperature(), settings.maxTokens(), Question.Scores.NONE, i));
        }
        return questions;
    }
}
