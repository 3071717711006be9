package io.github.dilm4j.model.causal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.model.Checkpoints.Tie;
import io.github.dilm4j.model.ClassificationHead;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.model.encoder.EncoderArchitecture;
import io.github.dilm4j.nn.Embedding;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.ParameterLayout;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A causal model that classifies by the state of the last token, through a linear layer without a bias, as
 * {@code LlamaForSequenceClassification} and {@code GPT2ForSequenceClassification} of transformers do.
 */
public final class CausalSequenceClassifier implements EncoderArchitecture {
    private static final String HEAD = "score";

    private final CausalArchitecture architecture;
    private final ModelFolder folder;

    /** @param folder with the config of the architecture */
    public CausalSequenceClassifier(CausalArchitecture architecture, ModelFolder folder) {
        this.architecture = architecture;
        this.folder = folder;
    }

    /** The padding id has no influence here. The config names it because transformers finds the last token by it. */
    @Override
    public Basics basics() {
        CausalModelConfig common = architecture.common();
        int padId = folder.config().has("pad_token_id")
                ? folder.config().integer("pad_token_id", 0)
                : common.endId().orElse(0);
        return new Basics(common.vocabularySize(), padId, common.maxTokens(), common.initializerRange());
    }

    @Override
    public EncoderArchitecture.Body declareBody(ParameterLayout layout) {
        Embedding tokens = layout.embedding(architecture.tokenTable(), vocabularySize(), architecture.embeddingSize());
        return new Body(tokens, architecture.declare(layout));
    }

    @Override
    public ClassificationHead declareHead(ParameterLayout layout, int labels) {
        return ClassificationHead.linear(
                layout.linearWithoutBias(HEAD, architecture.embeddingSize(), labels, initializerRange()), 0);
    }

    /** Drops the output layer, unless the file stores the token table only in this form. */
    @Override
    public WeightNames names() {
        String table = architecture.tokenTable() + CausalTransformer.WEIGHT;
        String output = architecture.outputLayer() + CausalTransformer.WEIGHT;
        return CausalTransformer.tie(architecture, folder, ScalarType.Float) == Tie.OUTPUT
                ? architecture.names().renaming(output, table)
                : architecture.names().ignoring(Pattern.quote(output));
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = folder.config().json().deepCopy();
        json.remove("torch_dtype");
        json.putArray("architectures")
                .add(architecture
                        .transformersClass()
                        .replaceFirst("(ForCausalLM|LMHeadModel)$", "ForSequenceClassification"));
        return json.put("pad_token_id", padId()).put("dtype", "float32");
    }

    private record Body(Embedding tokens, CausalArchitecture.Body layers) implements EncoderArchitecture.Body {
        @Override
        public Tensor hiddenStates(PaddedBatch batch, Pass pass) {
            return batch.packing().pad(states(batch, pass));
        }

        @Override
        public Tensor summaryStates(PaddedBatch batch, Pass pass) {
            return batch.packing().last(states(batch, pass));
        }

        /** [tokens, hidden]. */
        private Tensor states(PaddedBatch batch, Pass pass) {
            Tensor ids = batch.packing().packRows(batch.ids()); // [tokens]
            return layers.forward(
                    tokens.forward(ids),
                    AttentionContexts.whole(
                            batch.packing(), pass, batch.packing().device()));
        }
    }
}
