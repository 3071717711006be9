package io.github.dilm4j.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.ByLabel;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.SplitRoles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrammarCorpusTest {
    private static final List<Example> CORPUS = GrammarCorpus.generate(21_000, 1);

    private static String[] words(Example example) {
        return example.texts().get(0).split(" ", -1);
    }

    @Test
    void sentencesAreDistinctBalancedPlainAndShort() {
        assertThat(CORPUS.stream().map(Example::texts).distinct()).hasSize(21_000);
        assertThat(ByLabel.group(CORPUS, 2)).allMatch(group -> group.size() == 10_500);
        assertThat(ByLabel.group(CORPUS.subList(0, 1000), 2)).allMatch(group -> group.size() > 440);
        assertThat(CORPUS).allSatisfy(example -> {
            assertThat(example.texts().get(0)).matches("[a-z-]+( ([a-z-]+|[,;:]))*");
            assertThat(words(example)).hasSizeBetween(4, 18);
        });
        assertThat(CORPUS.stream().map(example -> words(example).length).distinct())
                .hasSizeGreaterThan(12);
    }

    @Test
    void wordsAreManyAndMostAreRare() {
        Map<String, Integer> counts = new TreeMap<>();
        for (Example example : CORPUS) {
            for (String word : words(example)) {
                counts.merge(word, 1, Integer::sum);
            }
        }
        assertThat(counts).hasSizeGreaterThan(800);
        assertThat(counts.values().stream().filter(count -> count < 150)).hasSizeGreaterThan(counts.size() / 2);
    }

    @Test
    void theSeedAloneDecides() {
        assertThat(GrammarCorpus.generate(500, 3)).isEqualTo(GrammarCorpus.generate(500, 3));
        assertThat(GrammarCorpus.generate(500, 3)).doesNotContainSequence(GrammarCorpus.generate(2, 4));
    }

    @Test
    void allExamplesTeachAndTenTeachBadly() {
        List<Example> train = CORPUS.subList(0, 20_000);
        List<Example> test = CORPUS.subList(20_000, 21_000);
        UniformRandomProvider random = new RandomStreams(5).stream("tens");
        double ofTen = 0;
        int draws = 50;
        for (int draw = 0; draw < draws; draw++) {
            List<Example> ten = new ArrayList<>();
            for (List<Example> group : ByLabel.group(train, 2)) {
                for (int i = 0; i < 5; i++) {
                    ten.add(group.get(random.nextInt(group.size())));
                }
            }
            ofTen += nearestCentroidAccuracy(ten, test) / draws;
        }

        assertThat(nearestCentroidAccuracy(train, test)).isBetween(0.80, 0.95);
        assertThat(ofTen).isBetween(0.50, 0.70);
    }

    /**
     * Returns the accuracy of bags of words with inverse document frequency, classified by the dot product with each
     * label's normalised mean.
     */
    private static double nearestCentroidAccuracy(List<Example> train, List<Example> test) {
        Map<String, Integer> sentencesWith = new HashMap<>();
        for (Example example : train) {
            new HashSet<>(Arrays.asList(words(example))).forEach(word -> sentencesWith.merge(word, 1, Integer::sum));
        }
        List<Map<String, Double>> centroids = new ArrayList<>();
        for (List<Example> group : ByLabel.group(train, 2)) {
            Map<String, Double> sums = new HashMap<>();
            for (Example example : group) {
                for (String word : words(example)) {
                    sums.merge(word, 1 + Math.log((double) train.size() / sentencesWith.get(word)), Double::sum);
                }
            }
            double length =
                    Math.sqrt(sums.values().stream().mapToDouble(x -> x * x).sum());
            sums.replaceAll(
                    (word, sum) -> sum / length * (1 + Math.log((double) train.size() / sentencesWith.get(word))));
            centroids.add(sums);
        }
        return accuracy(test, example -> {
            double difference = 0;
            for (String word : words(example)) {
                difference += centroids.get(1).getOrDefault(word, 0.0)
                        - centroids.get(0).getOrDefault(word, 0.0);
            }
            return difference > 0 ? 1 : 0;
        });
    }

    private static double accuracy(List<Example> test, ToIntFunction<Example> predicted) {
        long right = test.stream()
                .filter(example -> predicted.applyAsInt(example) == example.label())
                .count();
        return (double) right / test.size();
    }

    @Test
    void aModelThatSeesTheOrderOfWordsLearnsIt() {
        int features = 1 << 20;
        double[] weights = new double[features];
        double[] sums = new double[features]; // averaged perceptron: sums of step × change
        long step = 0;
        for (int epoch = 0; epoch < 5; epoch++) {
            for (Example example : CORPUS.subList(0, 20_000)) {
                step++;
                int[] active = upToThreeWords(example, features);
                double sign = example.label() == 1 ? 1 : -1;
                if (sign * Arrays.stream(active).mapToDouble(i -> weights[i]).sum() <= 0) {
                    for (int i : active) {
                        weights[i] += sign;
                        sums[i] += sign * step;
                    }
                }
            }
        }
        double steps = step;

        assertThat(accuracy(
                        CORPUS.subList(20_000, 21_000),
                        example -> Arrays.stream(upToThreeWords(example, features))
                                                .mapToDouble(i -> weights[i] - sums[i] / steps)
                                                .sum()
                                        > 0
                                ? 1
                                : 0))
                .isGreaterThan(0.90);
    }

    /** Returns the hashes of all sequences of one, two and three words. */
    private static int[] upToThreeWords(Example example, int features) {
        String[] words = words(example);
        List<Integer> hashes = new ArrayList<>();
        for (int from = 0; from < words.length; from++) {
            for (int to = from + 1; to <= Math.min(from + 3, words.length); to++) {
                hashes.add(Math.floorMod(Arrays.asList(words).subList(from, to).hashCode(), features));
            }
        }
        return hashes.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void writesFilesThatShareNoTestSentence(@TempDir Path folder) throws IOException {
        GrammarCorpus.Files files = GrammarCorpus.write(folder, 7);

        List<Example> train = ExampleFiles.read(files.train(), GrammarCorpus.task());
        List<Example> test = ExampleFiles.read(files.test(), GrammarCorpus.task());
        List<String> sentences = Files.readAllLines(files.corpus());
        assertThat(ByLabel.group(train, 2)).allMatch(group -> group.size() == 10_000);
        assertThat(ByLabel.group(test, 2)).allMatch(group -> group.size() == 500);
        assertThat(SplitRoles.overlap(test, train)).isZero();
        assertThat(sentences).hasSize(30_000).doesNotHaveDuplicates();
        assertThat(SplitRoles.overlap(
                        test, sentences.stream().map(s -> Example.of(s, 0)).toList()))
                .isZero();
        assertThat(new HashSet<>(sentences)
                        .containsAll(train.stream().map(e -> e.texts().get(0)).toList()))
                .isTrue();
        byte[] bytes = Files.readAllBytes(files.train());
        assertThat(Files.readAllBytes(GrammarCorpus.write(folder, 7).train())).isEqualTo(bytes);
    }

    @Test
    void otherPolarityArticlesAndNothing() {
        Grammar grammar = Grammar.parse("""
                # a comment
                sentence: a {x} {none} but {!x}*1
                none: _
                x+: apple
                x-: pear
                """);

        assertThat(grammar.sentence(true, RandomStreams.of(1))).isEqualTo("an apple but pear");
        assertThat(grammar.sentence(false, RandomStreams.of(1))).isEqualTo("a pear but apple");
        assertThatThrownBy(() -> Grammar.parse("sentence {x}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no rule: sentence {x}");
        assertThatThrownBy(() -> Grammar.parse("sentence: {x}").sentence(true, RandomStreams.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name=x");
    }
}
