package io.github.dilm4j.benchmarks;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.Pooling;
import io.github.dilm4j.learner.TransformerEncoder;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.List;
import java.util.Map;

/** Tokenising texts and embedding them by their first token's last state. */
final class Embed implements Piece {
    private final ClassifierModel model;
    private final Tokenizer tokenizer;
    private final TransformerEncoder encoder;
    private final List<Example> texts;

    Embed(Work work) {
        model = work.classifier("learner");
        tokenizer = Tokenizer.load(work.folder().resolve("learner"));
        encoder = new TransformerEncoder(model, tokenizer, Pooling.SUMMARY, Work.LEARNER_TOKENS);
        texts = work.examples("train.tsv").subList(0, work.plan().embedTexts());
    }

    @Override
    public boolean warmUp() {
        return false;
    }

    @Override
    public Map<String, Double> run() {
        double norms = 0;
        double first = 0;
        for (float[] embedding : encoder.embed(texts)) {
            double square = 0;
            for (float value : embedding) {
                square += (double) value * value;
            }
            norms += Math.sqrt(square);
            first += embedding[0];
        }
        return Map.of("meanNorm", norms / texts.size(), "meanOfFirst", first / texts.size());
    }

    @Override
    public void close() {
        tokenizer.close();
        model.close();
    }
}
