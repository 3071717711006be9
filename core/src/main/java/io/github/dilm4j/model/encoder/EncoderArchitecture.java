package io.github.dilm4j.model.encoder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.ParameterLayout;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** The properties of the classifiers of one architecture with one config. */
public interface EncoderArchitecture {
    /** The layers between the tokens and the head. */
    interface Body {
        /** The last layer's output at every token [batch, length, hidden]. */
        Tensor hiddenStates(PaddedBatch batch, Pass pass);

        /** The last layer's output at the token that represents the sequence [batch, hidden]. */
        Tensor summaryStates(PaddedBatch batch, Pass pass);

        /** The inputs of the head [batch, features]: the summary token's state, unless the architecture pools. */
        default Tensor features(PaddedBatch batch, Pass pass) {
            return summaryStates(batch, pass);
        }

        /**
         * The layer between the summary token's state and the head that is pretrained with the body, if there is one.
         */
        default Optional<Linear> poolingLayer() {
            return Optional.empty();
        }
    }

    /** Old spellings and buffers that checkpoints of BERT and its relatives hold. */
    static WeightNames relativesOfBert(String prefix) {
        return WeightNames.withPrefix(prefix)
                .renaming("LayerNorm.gamma", "LayerNorm.weight")
                .renaming("LayerNorm.beta", "LayerNorm.bias")
                .ignoring(".*embeddings\\.position_ids");
    }

    /**
     * The numbers that every architecture has.
     *
     * @param maxTokens the longest sequence that the model can read
     * @param initializerRange standard deviation of new weights
     */
    record Basics(int vocabularySize, int padId, int maxTokens, double initializerRange) {}

    Basics basics();

    default int vocabularySize() {
        return basics().vocabularySize();
    }

    default int padId() {
        return basics().padId();
    }

    default int maxTokens() {
        return basics().maxTokens();
    }

    default double initializerRange() {
        return basics().initializerRange();
    }

    Body declareBody(ParameterLayout layout);

    ClassificationHead declareHead(ParameterLayout layout, int labels);

    /** The names in its checkpoints. The head is always optional and need not be listed. */
    WeightNames names();

    /** The config.json of transformers' sequence classifier, without its labels. */
    ObjectNode toJson();
}
