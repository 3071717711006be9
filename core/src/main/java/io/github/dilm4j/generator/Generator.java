package io.github.dilm4j.generator;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.tokenize.CutTexts;
import io.github.dilm4j.tokenize.TokenSequence;
import java.nio.file.Path;
import java.util.List;

/** A language model that writes texts of a given label. For one thread at a time. */
public interface Generator extends AutoCloseable {
    /** Encodes examples as the model's training sequences, including label and end tokens. */
    List<TokenSequence> encode(List<Example> examples);

    /** Counts the examples that {@link #encode} cuts. */
    CutTexts cut(List<Example> examples);

    /**
     * Writes texts. Text {@code j} depends on the seed and {@code j}, not on the other texts (up to rounding).
     *
     * @return {@code count} texts, usable or not, in order
     */
    default List<GeneratedText> generate(int label, int count, GenerationOptions options, long seed) {
        return generate(label, 0, count, options, seed);
    }

    /**
     * Writes the texts {@code from} to {@code to - 1} of those that {@link #generate(int, int, GenerationOptions,
     * long)} writes.
     */
    List<GeneratedText> generate(int label, int from, int to, GenerationOptions options, long seed);

    /**
     * Without dropout.
     *
     * @return [n], mean negative log-likelihood per token, nats
     */
    float[] nll(List<Example> examples);

    /** Like {@link #nll}, with a backward pass. */
    default NllPass nllPass(List<Example> examples) {
        return nllPass(examples, 0);
    }

    /**
     * Like {@link #nllPass(List)}. With a limit, activations are not kept for the coefficients: the backward pass
     * repeats the forward pass for this number of texts at a time. Since {@code Σ cᵢ·nllᵢ} is a sum over texts, the
     * gradient is the same up to rounding.
     *
     * @param microBatch texts whose activations each worker holds at the same time; 0 for all
     */
    NllPass nllPass(List<Example> examples, int microBatch);

    /**
     * One step of language modelling, with dropout.
     *
     * @param clip the largest gradient norm; infinity for no clipping
     * @return mean negative log-likelihood per token before the step, nats
     */
    double trainStep(List<TokenSequence> sequences, double learningRate, double clip, long dropoutSeed);

    /** Adds the gradient of {@code weight} times the language-model loss, without dropout; returns the loss. */
    double accumulateLanguageModelLoss(List<TokenSequence> sequences, double weight);

    /** Makes one optimizer step with the accumulated gradient; returns its norm before clipping. */
    double step(double learningRate, double clip);

    /**
     * Writes a Hugging Face folder: model, tokenizer, generation_config.json.
     *
     * @param sampling the options in that file, so that other programs sample in the same way
     */
    void save(Path folder, GenerationOptions sampling);

    /** Writes weights and optimizer to one file. */
    void saveState(Path file);

    /** @throws io.github.dilm4j.base.InputException if the file is damaged or of another model */
    void loadState(Path file);

    /** A copy of the weights, without the optimizer; the caller closes it. */
    GeneratorWeights weights();

    /**
     * Takes over the weights; the optimizer stays as it is.
     *
     * @throws IllegalArgumentException if they are of a generator of another size
     */
    void restore(GeneratorWeights weights);

    /**
     * Reads weights that {@link GeneratorWeights#save} wrote; the caller closes them.
     *
     * @throws io.github.dilm4j.base.InputException if the file is damaged or of another model
     */
    GeneratorWeights readWeights(Path file);

    @Override
    void close();
}
