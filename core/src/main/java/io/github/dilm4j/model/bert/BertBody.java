package io.github.dilm4j.model.bert;

import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.Embedding;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Embeddings and layers, which all BERT models share. */
final class BertBody {
    static final String PREFIX = "bert.";

    /** Old spellings, and the parts of other heads that BERT checkpoints carry. */
    static final WeightNames NAMES = WeightNames.withPrefix(PREFIX)
            .renaming("LayerNorm.gamma", "LayerNorm.weight")
            .renaming("LayerNorm.beta", "LayerNorm.bias")
            .ignoring(".*embeddings\\.position_ids")
            .ignoring("cls\\.seq_relationship\\..*");

    private final BertConfig config;
    private final Embedding words;
    private final Embedding positions;
    private final Embedding types;
    private final LayerNorm embeddingNorm;
    private final List<BertLayer> layers = new ArrayList<>();

    BertBody(ParameterLayout layout, BertConfig config) {
        this.config = config;
        long hidden = config.hiddenSize();
        String embeddings = PREFIX + "embeddings.";
        words = layout.embedding(embeddings + "word_embeddings", config.vocabularySize(), hidden);
        positions = layout.embedding(embeddings + "position_embeddings", config.maxPositions(), hidden);
        types = layout.embedding(embeddings + "token_type_embeddings", config.typeVocabularySize(), hidden);
        embeddingNorm = layout.layerNorm(embeddings + "LayerNorm", hidden, config.normEpsilon());
        for (int i = 0; i < config.layers(); i++) {
            layers.add(new BertLayer(layout, PREFIX + "encoder.layer." + i + ".", config));
        }
    }

    /** The table of word vectors [vocabulary, hidden], which the masked language model's decoder shares. */
    Tensor wordTable() {
        return words.weight().tensor();
    }

    /** [batch, length, hidden]. */
    Tensor hiddenStates(PaddedBatch batch, Pass pass) {
        Tensor x = beforeLastLayer(batch, pass); // [batch, length, hidden]
        return lastLayer().forward(x, x, batch.keyMask(), pass);
    }

    /** The output at the first token [batch, hidden]; the last layer is computed there only. */
    Tensor firstStates(PaddedBatch batch, Pass pass) {
        Tensor x = beforeLastLayer(batch, pass); // [batch, length, hidden]
        Tensor first = x.narrow(1, 0, 1); // [batch, 1, hidden]
        return lastLayer().forward(x, first, batch.keyMask(), pass).squeeze(1);
    }

    private Tensor beforeLastLayer(PaddedBatch batch, Pass pass) {
        Tensor x = embed(batch, pass); // [batch, length, hidden]
        for (BertLayer layer : layers.subList(0, layers.size() - 1)) {
            x = layer.forward(x, x, batch.keyMask(), pass);
        }
        return x;
    }

    private BertLayer lastLayer() {
        return layers.get(layers.size() - 1);
    }

    private Tensor embed(PaddedBatch batch, Pass pass) {
        long length = batch.ids().size(1);
        if (length > config.maxPositions()) {
            throw new IllegalArgumentException(
                    "a sequence has " + length + " tokens, this BERT reads at most " + config.maxPositions());
        }
        Tensor position = positions.weight().tensor().narrow(0, 0, length); // [length, hidden]
        Tensor sum =
                words.forward(batch.ids()).add(types.forward(batch.typeIds())).add(position); // [batch, length, hidden]
        return Dropout.apply(embeddingNorm.forward(sum), pass.dropout(config.hiddenDropout()));
    }
}
