package io.github.dilm4j.generator;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.Precision;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Optimizer;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.training.ParameterTraining;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pretrains a causal model on plain text, without labels: each token is predicted from those before it. A text begins
 * and ends with the end token; a generator's label tokens later start as copies of it. Dropout in a step depends on the
 * seed and the step's number alone.
 */
public final class CausalLanguageModelTraining implements ParameterTraining {
    private final CausalModel model;
    private final Tokenizer tokenizer;
    private final Optimizer optimizer;
    private final RandomStreams streams;
    private final int endId;

    /**
     * @param model trained in place; stays the caller's
     * @param tokenizer stays the caller's
     * @throws InputException if the tokenizer has no end token or more tokens than the model
     */
    public CausalLanguageModelTraining(
            CausalModel model, Tokenizer tokenizer, OptimizerKind optimizer, double weightDecay, long seed) {
        if (tokenizer.size() > model.vocabularySize()) {
            throw new InputException("the tokenizer has " + tokenizer.size() + " tokens, the model knows "
                    + model.vocabularySize() + "; create the model for this tokenizer");
        }
        this.endId = tokenizer
                .specialTokens()
                .eos()
                .orElseThrow(() -> new InputException("the tokenizer has no end token, which causal language modelling"
                        + " needs; name one as eos_token in tokenizer_config.json"));
        this.model = model;
        this.tokenizer = tokenizer;
        this.streams = new RandomStreams(seed);
        this.optimizer = Optimizer.of(optimizer, model.parameters(), weightDecay);
    }

    /**
     * Encodes texts for training: {@code <eos> text <eos>}, with a space before the text. A text that is too long is
     * cut and has no end token, so that the model learns no false end. Text that spells the end token is not encoded as
     * one.
     *
     * @param maxTokens most tokens in a sequence, at least 2
     */
    public List<TokenSequence> encode(List<String> texts, int maxTokens) {
        if (maxTokens < 2 || maxTokens > model.maxTokens()) {
            throw new IllegalArgumentException(
                    "maxTokens must lie between 2 and the model's " + model.maxTokens() + ", got " + maxTokens);
        }
        return cut(encode(texts), maxTokens);
    }

    /** Cuts texts that are longer than {@code maxTokens}. */
    public static List<TokenSequence> cut(List<TokenSequence> texts, int maxTokens) {
        return texts.stream()
                .map(whole ->
                        whole.length() <= maxTokens ? whole : TokenSequence.of(Arrays.copyOf(whole.ids(), maxTokens)))
                .toList();
    }

    /** Like {@link #encode(List, int)}, but longer texts are not cut. */
    public List<TokenSequence> encode(List<String> texts) {
        List<TokenSequence> sequences = new ArrayList<>(texts.size());
        for (int[] text : tokenizer.encodeAll(texts.stream().map(t -> " " + t).toList())) {
            IntList ids = new IntList();
            ids.add(endId);
            for (int id : text) {
                if (id != endId) {
                    ids.add(id);
                }
            }
            ids.add(endId);
            sequences.add(TokenSequence.of(ids.toArray()));
        }
        return sequences;
    }

    /**
     * One step with dropout.
     *
     * @param step its number, which decides what is dropped
     * @param clip the largest gradient norm; infinity for no clipping
     * @return mean negative log-likelihood per token before the step, nats; NaN or infinite, and no step, if it
     *     diverged
     */
    @Override
    public double step(List<TokenSequence> sequences, int step, double learningRate, double clip) {
        model.parameters().zeroGradients(); // of a step that failed
        long dropoutSeed = streams.seed("causal language model dropout", step);
        double loss = TargetBatch.accumulate(
                model,
                sequences,
                CausalLanguageModelTraining::firstTarget,
                1,
                new TargetBatch.Forward(Pass.TRAINING, Precision.FLOAT32, dropoutSeed));
        if (Double.isFinite(loss)) {
            optimizer.step(learningRate, clip);
        }
        return loss;
    }

    /**
     * Evaluates without dropout or training.
     *
     * @return mean negative log-likelihood per token, nats
     */
    public double loss(List<TokenSequence> sequences) {
        return TargetBatch.meanNll(model, sequences, CausalLanguageModelTraining::firstTarget);
    }

    /** All tokens but the first are predicted. */
    private static int firstTarget(TokenSequence sequence) {
        return 1;
    }

    @Override
    public Parameters parameters() {
        return model.parameters();
    }

    @Override
    public Optimizer optimizer() {
        return optimizer;
    }
}
