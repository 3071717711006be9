package io.github.dilm4j.model;

import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.nn.Parameters;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A transformer of any architecture that predicts the next token, for generators. Returned tensors belong to the
 * innermost scope. For one thread at a time.
 */
public interface CausalModel extends AutoCloseable {
    Parameters parameters();

    /** What was left out or overridden when the folder was read, a sentence each; none for a new model. */
    List<String> warnings();

    /** Token ids are below it. */
    int vocabularySize();

    /** The longest sequence that the model can read. */
    int maxTokens();

    /** The live token vectors [vocabulary, hidden]. */
    Tensor tokenVectors();

    /** Makes tokens copies of another: their vectors, and their rows of an untied output layer. */
    void copyToken(int id, int[] into);

    /**
     * The last layer's output. No token sees those after it, nor those of another sequence.
     *
     * @return [tokens, hidden]
     */
    Tensor hiddenStates(PackedBatch batch, Pass pass);

    /** Computes the logits of the next token [n, vocabulary] from the last layer's output [n, hidden]. */
    Tensor logits(Tensor hidden);

    /**
     * The rows [vocabulary, hidden] whose products with the last layer's output are the {@link #logits}; empty if the
     * architecture caps those products.
     */
    Optional<Parameter> outputRows();

    /**
     * A cache for {@code rows} sequences of up to {@code capacity} tokens, of the weights' present type; the
     * caller closes it.
     */
    KeyValueCache cache(int rows, int capacity);

    /**
     * The last layer's output at one further token of every row, whose keys and values are added to the cache.
     *
     * @param ids [rows] int64
     * @return [rows, hidden]
     */
    Tensor decode(Tensor ids, KeyValueCache cache);

    /**
     * Computes a prefix that many sequences share, for {@link #hiddenStatesAfter} and {@link KeyValueCache#restart(int[],
     * SharedPrefix)}; the caller closes it.
     *
     * @param ids [1, length] int64
     */
    SharedPrefix prefix(Tensor ids);

    /**
     * Like {@link #hiddenStates} in an exact pass, of the tokens that follow the prefix.
     *
     * @return [tokens, hidden]
     */
    Tensor hiddenStatesAfter(SharedPrefix prefix, PackedBatch batch);

    /** Writes config.json and model.safetensors, which transformers opens. The caller saves the tokenizer. */
    void save(Path folder);

    @Override
    void close();
}
