package io.github.dilm4j.benchmarks;

import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.LabelledTextFormat;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Forward and backward passes of the generator over texts of equal length, for their rate. */
final class GeneratorPasses implements Piece {
    private final Tokenizer tokenizer;
    private final Parameters parameters;
    private final Generator generator;
    private final List<TokenSequence> sequences = new ArrayList<>();

    GeneratorPasses(Work work) {
        Plan plan = work.plan();
        tokenizer = work.generatorTokenizer();
        CausalModel model = work.causalModel();
        parameters = model.parameters();
        LabelledTextFormat format = work.format(tokenizer);
        generator = work.generator(model, tokenizer);
        for (int i = 0; i < plan.forwardTexts(); i++) {
            int[] ids = new int[1 + plan.forwardTokens()];
            ids[0] = format.labelId(Work.MATCHED_LABEL);
            for (int j = 0; j < plan.forwardTokens(); j++) {
                ids[1 + j] = 100 + (i * plan.forwardTokens() + j) % 1000;
            }
            sequences.add(TokenSequence.of(ids));
        }
    }

    @Override
    public Map<String, Double> run() {
        parameters.zeroGradients();
        double nll = generator.accumulateLanguageModelLoss(sequences, 1);
        return Map.of("meanNll", nll, "generatorGradientNorm", Tensors.norm(parameters.gradients()));
    }

    @Override
    public void close() {
        generator.close();
        tokenizer.close();
    }
}
