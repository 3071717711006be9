package io.github.dilm4j.demo;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Short reviews, positive or negative, from a grammar of the project's own. Many words carry the sentiment, most of
 * them are rare, and negation and contrast reverse them. A few random examples therefore teach much less than all of
 * them.
 */
public final class GrammarCorpus {
    public static final int TRAIN_EXAMPLES = 20_000;
    public static final int TEST_EXAMPLES = 1_000;
    /** Sentences of {@code corpus.txt} that are neither in train nor in test. */
    public static final int FURTHER_SENTENCES = 10_000;

    private static final int LONGEST = 18; // words
    private static final int SHORTEST = 4; // words
    private static final int MOST_TRIES = 10_000;

    private GrammarCorpus() {}

    /**
     * The files of a corpus.
     *
     * @param train TSV, balanced
     * @param test TSV, balanced; no text of it is in the others
     * @param corpus plain text for pretraining, one sentence a line: the train texts and further ones
     */
    public record Files(Path train, Path test, Path corpus) {}

    /** Sentiment: the text is {@code sentence}, the labels are negative and positive. */
    public static Task task() {
        return new Task("reviews", List.of("sentence"), "label", List.of("negative", "positive"), Metric.ACCURACY);
    }

    /**
     * Different sentences in random order, half of them of each label (of an odd count, one more is negative).
     *
     * @throws IllegalArgumentException if the grammar does not have that many sentences
     */
    public static List<Example> generate(int count, long seed) {
        RandomStreams random = new RandomStreams(seed);
        return shuffled(alternating(count, random), random.stream("order"));
    }

    /**
     * Writes {@code train.tsv}, {@code test.tsv} and {@code corpus.txt}; the same seed gives the same bytes.
     *
     * @throws java.io.UncheckedIOException if a file cannot be written
     */
    public static Files write(Path folder, long seed) {
        RandomStreams random = new RandomStreams(seed);
        List<Example> all = alternating(TRAIN_EXAMPLES + TEST_EXAMPLES + FURTHER_SENTENCES, random);
        List<Example> train = all.subList(0, TRAIN_EXAMPLES);
        List<Example> test = all.subList(TRAIN_EXAMPLES, TRAIN_EXAMPLES + TEST_EXAMPLES);
        List<Example> further = all.subList(TRAIN_EXAMPLES + TEST_EXAMPLES, all.size());
        List<Example> sentences =
                Stream.concat(train.stream(), further.stream()).toList();

        Files files = new Files(folder.resolve("train.tsv"), folder.resolve("test.tsv"), folder.resolve("corpus.txt"));
        ExampleFiles.write(files.train(), shuffled(train, random.stream("order", 0)), task());
        ExampleFiles.write(files.test(), shuffled(test, random.stream("order", 1)), task());
        AtomicFiles.writeString(
                files.corpus(),
                shuffled(sentences, random.stream("order", 2)).stream()
                        .map(example -> example.texts().get(0) + "\n")
                        .collect(Collectors.joining()));
        return files;
    }

    /** Different sentences, alternately negative and positive. */
    private static List<Example> alternating(int count, RandomStreams random) {
        Grammar grammar = Grammar.ofReviews();
        UniformRandomProvider words = random.stream("sentences");
        Set<String> texts = new HashSet<>();
        List<Example> examples = new ArrayList<>(count);
        while (examples.size() < count) {
            int label = examples.size() % 2;
            examples.add(Example.of(newSentence(grammar, label == 1, words, texts), label));
        }
        return examples;
    }

    private static String newSentence(
            Grammar grammar, boolean positive, UniformRandomProvider words, Set<String> known) {
        for (int i = 0; i < MOST_TRIES; i++) {
            String sentence = grammar.sentence(positive, words);
            int length = sentence.split(" ", -1).length;
            if (length >= SHORTEST && length <= LONGEST && known.add(sentence)) {
                return sentence;
            }
        }
        throw new IllegalArgumentException("the grammar has not many more than " + known.size() + " sentences");
    }

    private static List<Example> shuffled(List<Example> examples, UniformRandomProvider random) {
        List<Example> shuffled = new ArrayList<>(examples.size());
        for (int index : RandomStreams.permutation(examples.size(), random)) {
            shuffled.add(examples.get(index));
        }
        return List.copyOf(shuffled);
    }
}
