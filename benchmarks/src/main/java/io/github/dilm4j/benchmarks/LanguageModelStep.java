package io.github.dilm4j.benchmarks;

import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.List;
import java.util.Map;

/** Language-model training steps of the generator on real texts with their labels. */
final class LanguageModelStep implements Piece {
    private final Plan plan;
    private final Tokenizer tokenizer;
    private final Generator generator;
    private final List<TokenSequence> sequences;
    private long step;

    LanguageModelStep(Work work) {
        plan = work.plan();
        tokenizer = work.generatorTokenizer();
        generator = work.generator(work.causalModel(), tokenizer);
        sequences = generator.encode(
                work.examples("train.tsv").subList(0, plan.languageModelSteps() * plan.languageModelBatch()));
    }

    @Override
    public int units() {
        return plan.languageModelSteps();
    }

    @Override
    public Map<String, Double> run() {
        double first = 0;
        for (int i = 0; i < plan.languageModelSteps(); i++) {
            int begin = i * plan.languageModelBatch();
            List<TokenSequence> batch = sequences.subList(begin, begin + plan.languageModelBatch());
            double loss = generator.trainStep(batch, plan.languageModelRate(), plan.clip(), step++);
            first = i == 0 ? loss : first;
        }
        return Map.of("firstLoss", first);
    }

    @Override
    public void close() {
        generator.close();
        tokenizer.close();
    }
}
