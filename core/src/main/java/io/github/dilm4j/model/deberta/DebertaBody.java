package io.github.dilm4j.model.deberta;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.deberta.DisentangledAttention.Distances;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.model.encoder.EncoderBlock;
import io.github.dilm4j.model.encoder.EncoderModelConfig;
import io.github.dilm4j.model.encoder.LayerStack;
import io.github.dilm4j.model.encoder.PostNormFeedForward;
import io.github.dilm4j.model.encoder.TokenEmbeddings;
import io.github.dilm4j.model.encoder.TokenEmbeddings.Positions;
import io.github.dilm4j.nn.Embedding;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** Embeddings, the table of distances and layers; the first token represents the sequence. */
final class DebertaBody implements EncoderArchitecture.Body {
    private record Layer(DisentangledAttention attention, PostNormFeedForward feedForward) {
        EncoderBlock with(Distances distances) {
            return (x, wanted, rows, pass) ->
                    feedForward.forward(attention.forward(x, wanted, distances, rows, pass), wanted, pass);
        }
    }

    private final RelativePositions positions;
    private final TokenEmbeddings embeddings;
    private final List<Layer> layers = new ArrayList<>();
    private final Embedding distances;
    private final Optional<LayerNorm> distanceNorm;
    private final Optional<Convolution> convolution;

    DebertaBody(ParameterLayout layout, String prefix, DebertaConfig config) {
        EncoderModelConfig common = config.common();
        positions = config.relativePositions();
        int hidden = common.hiddenSize();
        embeddings = new TokenEmbeddings(
                layout,
                prefix,
                TokenEmbeddings.Shape.of(
                        common, hidden, config.positionsAdded() ? Positions.FROM_ZERO : Positions.NONE));
        for (int i = 0; i < common.layers(); i++) {
            String name = prefix + "encoder.layer." + i + ".";
            layers.add(new Layer(
                    new DisentangledAttention(layout, name, config),
                    new PostNormFeedForward(layout, name, PostNormFeedForward.Names.BERT, common.layerShape())));
        }
        distances = layout.embedding(prefix + "encoder.rel_embeddings", 2L * positions.span(), hidden);
        distanceNorm = config.normalisedDistances()
                ? Optional.of(layout.layerNorm(prefix + "encoder.LayerNorm", hidden, common.normEpsilon()))
                : Optional.empty();
        convolution =
                config.convolution().map(shape -> new Convolution(layout, prefix + "encoder.conv.", shape, common));
    }

    @Override
    public Tensor hiddenStates(PaddedBatch batch, Pass pass) {
        return layersFor(batch).hiddenStates(embeddings.forward(batch, pass), batch, pass);
    }

    @Override
    public Tensor summaryStates(PaddedBatch batch, Pass pass) {
        return layersFor(batch).firstStates(embeddings.forward(batch, pass), batch, pass);
    }

    private LayerStack layersFor(PaddedBatch batch) {
        Tensor rows = positions.rows(Math.toIntExact(batch.ids().size(1)), batch.ids()); // [length, length]
        Tensor raw = distances.weight().tensor(); // [2 · span, hidden]
        Tensor table = distanceNorm.map(norm -> norm.forward(raw)).orElse(raw);
        Distances known = new Distances(table, rows);
        List<EncoderBlock> blocks = new ArrayList<>();
        layers.forEach(layer -> blocks.add(layer.with(known)));
        convolution.ifPresent(beside -> blocks.set(0, beside.after(blocks.get(0))));
        return new LayerStack(blocks);
    }
}
