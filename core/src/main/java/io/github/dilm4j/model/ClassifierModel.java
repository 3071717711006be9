package io.github.dilm4j.model;

import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * A transformer body of any architecture with a classification head, for learners and encoders. Returned tensors belong
 * to the innermost scope. For one thread at a time.
 */
public interface ClassifierModel extends AutoCloseable {
    Parameters parameters();

    /** Names of the parameters that the folder did not provide, and those of the head: a reset draws them again. */
    Set<String> freshParameters();

    /**
     * Names of the parameters of a pooler that the folder provides but that was never trained: its bias is zero
     * everywhere, as in all-MiniLM-L6-v2. Empty for any other model.
     */
    Set<String> untrainedPooler();

    /** What was left out or overridden when the folder was read, a sentence each; none for a new model. */
    List<String> warnings();

    int labels();

    int padId();

    /** Token ids are below it. */
    int vocabularySize();

    /** The longest sequence that the model can read. */
    int maxTokens();

    /** The last layer's output at every token [batch, length, hidden]; values at padding are undefined. */
    Tensor hiddenStates(PaddedBatch batch, Pass pass);

    /**
     * The last layer's output at the token that represents the sequence (BERT: [CLS]) [batch, hidden]. May be cheaper
     * than {@link #hiddenStates}, since the last layer is only needed there.
     */
    Tensor summaryStates(PaddedBatch batch, Pass pass);

    /** The inputs of the head [batch, features]. */
    Tensor features(PaddedBatch batch, Pass pass);

    ClassificationHead head();

    /** Declares a head like {@link #head()}, under the same names, in another layout, to train it separately. */
    ClassificationHead declareHead(ParameterLayout layout);

    /**
     * Writes config.json and model.safetensors, which transformers opens as a sequence classifier. The caller saves the
     * tokenizer.
     *
     * @param labelNames [labels]
     */
    void save(Path folder, List<String> labelNames);

    @Override
    void close();
}
