package io.github.dilm4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.coreset.LikelihoodSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.tokenize.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;

class LikelihoodScorerTest {
    private static TinyGenerator untrained(boolean pairs) {
        return TinyGenerator.of(pairs, TinyGenerator.settings(OptimizerKind.ADAMW, false, NllAverage.OWN_TOKENS));
    }

    private static void train(TinyGenerator tiny, List<Example> examples) {
        List<TokenSequence> sequences = tiny.generator.encode(examples);
        for (int step = 0; step < 60; step++) {
            tiny.generator.trainStep(sequences, 0.01, 1, step);
        }
    }

    @Test
    void theScoreIsTheLogLikelihoodPerToken() {
        try (TinyGenerator tiny = untrained(false)) {
            float[] nll = tiny.generator.nll(TinyGenerator.EXAMPLES);
            double[] scores = new LikelihoodScorer(tiny.generator).score(TinyGenerator.EXAMPLES);
            assertThat(scores).hasSameSizeAs(nll);
            for (int i = 0; i < nll.length; i++) {
                assertThat(scores[i]).isEqualTo(-nll[i]).isNegative();
            }
        }
    }

    @Test
    void likelihoodsOfDamagedWeightsAreRefused() {
        try (TinyGenerator tiny = untrained(false);
                PointerScope scope = new PointerScope()) {
            tiny.model.parameters().values().fill_(new Scalar(1e30));
            assertThatThrownBy(() -> new LikelihoodScorer(tiny.generator).score(TinyGenerator.EXAMPLES))
                    .isInstanceOf(NotFiniteException.class)
                    .hasMessageStartingWith("the generator's log-likelihood of [")
                    .hasMessageEndingWith(
                            "] is NaN; its weights are damaged, or its training diverged: use another model");
        }
    }

    @Test
    void trainingTextsOfTheGeneratorAreChosen() {
        try (TinyGenerator tiny = untrained(false)) {
            train(tiny, TinyGenerator.EXAMPLES);
            List<Example> pool = new ArrayList<>(List.of(
                    Example.of("mlif a", 0),
                    Example.of("llud", 0),
                    Example.of("a film", 0),
                    Example.of("rare rare", 0)));
            pool.add(Example.of("dull", 0));
            int[] chosen = new LikelihoodSelector(new LikelihoodScorer(tiny.generator)).select(pool, 2, 1);
            assertThat(chosen).containsExactlyInAnyOrder(2, 4);
        }
    }

    @Test
    void pairsAreScoredAndWrittenWithBothTexts() {
        try (TinyGenerator tiny = untrained(true)) {
            List<Example> pairs = List.of(
                    new Example(List.of("a film", "a warm film"), 1), new Example(List.of("dull", "not dull"), 0));
            train(tiny, pairs);
            double[] scores = new LikelihoodScorer(tiny.generator)
                    .score(List.of(pairs.get(0), new Example(List.of("a warm film", "a film"), 1)));
            assertThat(scores[0]).isGreaterThan(scores[1] + 0.2);
            GenerationOptions greedy = new GenerationOptions(1, 0, 0, 1, 40, 2);
            for (int label = 0; label < 2; label++) {
                GeneratedText text =
                        tiny.generator.generate(label, 1, greedy, 1).get(0);
                assertThat(text.example()).isEqualTo(pairs.get(1 - label));
                assertThat(text.outcome()).isEqualTo(GeneratedText.Outcome.COMPLETE);
            }
        }
    }
}
