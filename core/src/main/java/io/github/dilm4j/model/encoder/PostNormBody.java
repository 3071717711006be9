package io.github.dilm4j.model.encoder;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.encoder.TokenEmbeddings.Positions;
import io.github.dilm4j.nn.Linear;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.ParameterLayout;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Embeddings and layers; the first token represents the sequence.
 *
 * @param projection from the size of the embeddings to that of the layers, if they differ
 */
public record PostNormBody(TokenEmbeddings embeddings, Optional<Linear> projection, LayerStack layers)
        implements EncoderArchitecture.Body {

    /**
     * Declares the body under BERT's names.
     *
     * @param prefix of all its weights
     * @param embeddingSize of the embeddings, which are projected if it is not the hidden size (ELECTRA)
     */
    public static PostNormBody declare(
            ParameterLayout layout, String prefix, EncoderModelConfig common, int embeddingSize, Positions positions) {
        TokenEmbeddings embeddings =
                new TokenEmbeddings(layout, prefix, TokenEmbeddings.Shape.of(common, embeddingSize, positions));
        Optional<Linear> projection = embeddingSize == common.hiddenSize()
                ? Optional.empty()
                : Optional.of(layout.linear(prefix + "embeddings_project", embeddingSize, common.hiddenSize()));
        LayerStack layers = LayerStack.declare(
                layout, prefix + "encoder.layer.", PostNormNames.BERT, common.layerShape(), common.layers());
        return new PostNormBody(embeddings, projection, layers);
    }

    @Override
    public Tensor hiddenStates(PaddedBatch batch, Pass pass) {
        return layers.hiddenStates(embed(batch, pass), batch, pass);
    }

    @Override
    public Tensor summaryStates(PaddedBatch batch, Pass pass) {
        return layers.firstStates(embed(batch, pass), batch, pass);
    }

    /** [tokens, hidden]. */
    private Tensor embed(PaddedBatch batch, Pass pass) {
        Tensor vectors = embeddings.forward(batch, pass); // [tokens, embeddingSize]
        return projection.map(dense -> dense.forward(vectors)).orElse(vectors);
    }
}
