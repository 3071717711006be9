package io.github.dilm4j.benchmarks;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.NllPass;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.matching.GradientMatching;
import io.github.dilm4j.matching.Match;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.List;
import java.util.Map;

/** One label's part of a matching step, without the real gradient: likelihoods, match, and back to the generator. */
final class SyntheticGradient implements Piece {
    private final Learner learner;
    private final Tokenizer tokenizer;
    private final Parameters parameters;
    private final Generator generator;
    private final GradientMatching objective;
    private final List<Example> texts;
    private final TokenBatch tokens;
    private final MeanGradient real;

    SyntheticGradient(Work work) {
        learner = work.learner("learner");
        tokenizer = work.generatorTokenizer();
        CausalModel model = work.causalModel();
        parameters = model.parameters();
        generator = work.generator(model, tokenizer);
        objective = new GradientMatching(work.plan().temperature());
        texts = work.examples("synthetic.tsv");
        tokens = work.tokenised(texts);
        real = learner.headGradients(work.tokenised(
                        work.real(Work.MATCHED_LABEL).subList(0, work.plan().realPerLabel())))
                .mean();
    }

    @Override
    public Map<String, Double> run() {
        parameters.zeroGradients();
        double loss;
        try (NllPass pass = generator.nllPass(texts)) {
            Match match = objective.match(real, learner.headGradients(tokens), pass.nll());
            pass.backward(match.coefficients());
            loss = match.loss();
        }
        return Map.of("matchingLoss", loss, "generatorGradientNorm", Tensors.norm(parameters.gradients()));
    }

    @Override
    public void close() {
        generator.close();
        tokenizer.close();
        learner.close();
    }
}
