package io.github.dilm4j.run.config;

import java.util.List;

/**
 * A model that is trained from scratch, with its own tokenizer.
 *
 * @param vocabularySize tokens of the tokenizer
 * @param layers transformer layers
 * @param hidden width of the layers; a multiple of {@code heads}
 * @param heads attention heads
 * @param intermediate width of the feed-forward layers; 0 for four times {@code hidden}
 * @param positions longest sequence that the model reads, in tokens; at least {@code maxTokens}
 * @param pretrainingText files of plain text, one text per line, also {@code .gz}, for the tokenizer and the
 *     pretraining; empty for the texts of the training data
 * @param pretraining masked (BERT) or causal (GPT-2) language modelling; 0 steps for none
 * @param contrastive for a learner only: contrastive training of sentence embeddings (SimCSE) after the pretraining; 0
 *     steps for none
 */
public record CreateConfig(
        int vocabularySize,
        int layers,
        int hidden,
        int heads,
        int intermediate,
        int positions,
        List<String> pretrainingText,
        TrainingConfig pretraining,
        TrainingConfig contrastive) {
    public CreateConfig {
        pretrainingText = List.copyOf(pretrainingText);
    }

    void check(String where, int maxTokens, Problems problems) {
        problems.positive(where + ".vocabularySize", vocabularySize);
        problems.positive(where + ".layers", layers);
        problems.positive(where + ".hidden", hidden);
        problems.positive(where + ".heads", heads);
        problems.notNegative(where + ".intermediate", intermediate);
        problems.positive(where + ".positions", positions);
        problems.require(
                heads < 1 || hidden % heads == 0,
                where + ".heads",
                "must divide " + where + ".hidden (" + hidden + ")",
                heads);
        problems.require(
                positions >= maxTokens,
                where + ".positions",
                "must be at least maxTokens (" + maxTokens + ")",
                positions);
        if (pretraining.steps() != 0) {
            pretraining.check(where + ".pretraining", problems);
        }
        if (contrastive.steps() != 0) {
            contrastive.check(where + ".contrastive", problems);
            problems.require(
                    contrastive.batchSize() >= 2,
                    where + ".contrastive.batchSize",
                    "must be at least 2",
                    contrastive.batchSize());
        }
    }
}
