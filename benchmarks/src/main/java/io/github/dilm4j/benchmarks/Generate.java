package io.github.dilm4j.benchmarks;

import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.List;
import java.util.Map;

/** Writing texts of one label with a trained generator. */
final class Generate implements Piece {
    private final int count;
    private final GenerationOptions options;
    private final Tokenizer tokenizer;
    private final Generator generator;
    private long seed;

    Generate(Work work) {
        count = work.plan().generateTexts();
        options = work.generation();
        tokenizer = work.generatorTokenizer();
        generator = work.generator(work.causalModel(), tokenizer);
        generator.generate(Work.MATCHED_LABEL, 2, options, seed++);
    }

    @Override
    public boolean warmUp() {
        return false;
    }

    @Override
    public Map<String, Double> run() {
        List<GeneratedText> texts = generator.generate(Work.MATCHED_LABEL, count, options, seed++);
        double tokens = texts.stream()
                .mapToInt(text -> text.tokens() - (text.outcome() == GeneratedText.Outcome.CUT_OFF ? 0 : 1))
                .average()
                .orElseThrow();
        double distinct =
                texts.stream().map(text -> text.example().texts()).distinct().count();
        return Map.of("texts", (double) texts.size(), "meanTokens", tokens, "distinctShare", distinct / texts.size());
    }

    @Override
    public void close() {
        generator.close();
        tokenizer.close();
    }
}
