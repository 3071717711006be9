package io.github.dilm4j.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.bert.BertArchitecture;
import io.github.dilm4j.model.bert.BertConfig;
import io.github.dilm4j.model.encoder.EncoderClassifier;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Test;

class SentenceEmbeddingTrainingTest {
    private static final int VOCABULARY = 40;

    @Test
    void featuresTellTheSentencesApartAfterwards() {
        List<TokenSequence> sentences = sentences();
        try (EncoderClassifier model = model()) {
            double before = meanCosine(model, sentences);
            List<Double> losses = train(model, sentences, 300);
            assertThat(mean(losses.subList(280, 300))).isLessThan(0.2 * mean(losses.subList(0, 5)));
            assertThat(meanCosine(model, sentences)).isLessThan(before - 0.5);
        }
    }

    @Test
    void repeatsExactly() {
        try (EncoderClassifier one = model();
                EncoderClassifier two = model()) {
            assertThat(train(one, sentences(), 3)).isEqualTo(train(two, sentences(), 3));
        }
    }

    @Test
    void refusesASentenceAlone() {
        try (EncoderClassifier model = model()) {
            assertThatThrownBy(() -> train(model, sentences().subList(0, 1), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("contrastive training needs at least two sentences in a batch");
        }
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static List<Double> train(EncoderClassifier model, List<TokenSequence> sentences, int steps) {
        List<Double> losses = new ArrayList<>();
        try (SentenceEmbeddingTraining training = new SentenceEmbeddingTraining(model, OptimizerKind.ADAMW, 0.01, 5)) {
            for (int step = 0; step < steps; step++) {
                // this rate leaves the plateau at log 10 with any seed
                losses.add(training.step(sentences, step, 0.003, 1));
            }
        }
        return losses;
    }

    private static EncoderClassifier model() {
        return EncoderClassifier.create(
                new BertArchitecture(BertConfig.of(VOCABULARY, new ModelShape(16, 1, 2, 32, 12), 0)), 2, 7, Device.CPU);
    }

    /** Returns sentences of [CLS], three words of their own, a common word and [SEP]. */
    private static List<TokenSequence> sentences() {
        return IntStream.range(0, 10)
                .mapToObj(i -> new TokenSequence(
                        new int[] {1, 3 + 3 * i, 4 + 3 * i, 5 + 3 * i, VOCABULARY - 1, 2}, new int[6]))
                .toList();
    }

    /** Returns the mean over all pairs of different sentences. */
    private static double meanCosine(EncoderClassifier model, List<TokenSequence> sentences) {
        float[][] features;
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            int[][] ids = sentences.stream().map(TokenSequence::ids).toArray(int[][]::new);
            int[][] types = sentences.stream().map(TokenSequence::typeIds).toArray(int[][]::new);
            features = Tensors.rows(model.features(PaddedBatch.of(ids, types, 0, Device.CPU), Pass.EXACT));
        }
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < features.length; i++) {
            for (int j = 0; j < i; j++) {
                sum += dot(features[i], features[j])
                        / Math.sqrt(dot(features[i], features[i]) * dot(features[j], features[j]));
                pairs++;
            }
        }
        return sum / pairs;
    }

    private static double dot(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> (double) a[i] * b[i])
                .sum();
    }
}
