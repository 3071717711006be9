package io.github.dilm4j.model.gpt2;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.Checkpoints;
import io.github.dilm4j.model.KeyValueCache;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.SharedPrefix;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.nn.Dropout;
import io.github.dilm4j.nn.Embedding;
import io.github.dilm4j.nn.LayerNorm;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** GPT-2 whose output layer is the table of token vectors: transformers' {@code GPT2LMHeadModel}. */
public final class Gpt2Model implements CausalModel {
    private static final String PREFIX = "transformer.";
    private static final String TOKENS = PREFIX + "wte";
    private static final WeightNames NAMES = WeightNames.withPrefix(PREFIX)
            .ignoring("lm_head\\.weight")
            .ignoring(".*attn\\.(masked_)?bias")
            .allowingMoreRows(TOKENS + ".weight");

    private final Gpt2Config config;
    private final Embedding tokens;
    private final Embedding positions;
    private final List<Gpt2Layer> layers = new ArrayList<>();
    private final LayerNorm finalNorm;
    private final Parameters parameters;

    /** @param check looks at the layout before it takes memory */
    private Gpt2Model(Gpt2Config config, Device device, ScalarType type, Consumer<ParameterLayout> check) {
        this.config = config;
        ParameterLayout layout = new ParameterLayout(config.initializerRange());
        tokens = layout.embedding(TOKENS, config.vocabularySize(), config.hiddenSize());
        positions = layout.embedding(PREFIX + "wpe", config.maxPositions(), config.hiddenSize());
        for (int i = 0; i < config.layers(); i++) {
            layers.add(new Gpt2Layer(layout, PREFIX + "h." + i + ".", config));
        }
        finalNorm = layout.layerNorm(PREFIX + "ln_f", config.hiddenSize(), config.normEpsilon());
        check.accept(layout);
        parameters = layout.allocate(device, type);
    }

    /** A model with new weights, for training from nothing. */
    public static Gpt2Model create(Gpt2Config config, long seed, Device device) {
        Gpt2Model model = new Gpt2Model(config, device, ScalarType.Float, layout -> {});
        model.parameters.initialise(new RandomStreams(seed));
        return model;
    }

    /**
     * Loads a folder. Where {@code vocabularySize} exceeds the folder's, the further tokens' vectors start as the vector
     * of the token that ends a text.
     *
     * @param vocabularySize at least the folder's is taken
     * @param type of the weights in memory
     * @throws InputException if the config or the weights cannot be used
     */
    public static Gpt2Model load(ModelFolder folder, int vocabularySize, Device device, ScalarType type) {
        Gpt2Config stored = Gpt2Config.of(folder.config());
        Gpt2Model model = new Gpt2Model(
                stored.withVocabularySize(Math.max(vocabularySize, stored.vocabularySize())),
                device,
                type,
                Checkpoints.plausibleFor(folder.path()));
        try {
            Checkpoints.load(folder.path(), model.parameters, NAMES);
        } catch (InputException e) {
            model.close();
            throw e;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor table = model.tokens.weight().tensor(); // [vocabulary, hidden]
            long further = table.size(0) - stored.vocabularySize();
            table.narrow(0, stored.vocabularySize(), further).copy_(table.narrow(0, stored.endId(), 1));
        }
        return model;
    }

    public Gpt2Config config() {
        return config;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public int vocabularySize() {
        return config.vocabularySize();
    }

    @Override
    public int maxTokens() {
        return config.maxPositions();
    }

    @Override
    public Tensor tokenVectors() {
        return tokens.weight().tensor();
    }

    @Override
    public Tensor hiddenStates(Tensor ids, Pass pass) {
        int length = Math.toIntExact(ids.size(1));
        requireRoom(length);
        Tensor x = Dropout.apply(embedded(ids, 0), pass.dropout(config.embeddingDropout())); // [batch, length, hidden]
        Tensor mask = causalMask(0, length); // [length, length]
        for (Gpt2Layer layer : layers) {
            x = layer.forward(x, mask, pass);
        }
        return finalNorm.forward(x);
    }

    @Override
    public Tensor logits(Tensor hidden) {
        return hidden.matmul(tokens.weight().tensor().t());
    }

    @Override
    public KeyValueCache cache(int rows, int capacity) {
        if (capacity > config.maxPositions()) {
            throw new IllegalArgumentException("texts of " + capacity
                    + " tokens are asked for, this GPT-2 reads at most " + config.maxPositions());
        }
        int headSize = config.hiddenSize() / config.heads();
        return new KeyValueCache(
                config.layers(),
                rows,
                config.heads(),
                capacity,
                headSize,
                parameters.device(),
                tokens.weight().tensor().scalar_type());
    }

    @Override
    public Tensor decode(Tensor ids, KeyValueCache cache) {
        KeyValueCache.Step step = cache.step();
        Tensor x = tokens.forward(ids).add(positions.forward(step.positions())).unsqueeze(1); // [rows, 1, hidden]
        for (int i = 0; i < layers.size(); i++) {
            x = layers.get(i).decode(x, i, cache, step);
        }
        cache.advance();
        return finalNorm.forward(x).squeeze(1); // [rows, hidden]
    }

    @Override
    public SharedPrefix prefix(Tensor ids) {
        int length = Math.toIntExact(ids.size(1));
        requireRoom(length);
        SharedPrefix prefix = new SharedPrefix(length);
        Tensor x = embedded(ids, 0); // [1, length, hidden]
        Tensor mask = causalMask(0, length); // [length, length]
        for (Gpt2Layer layer : layers) {
            x = layer.remember(x, mask, prefix);
        }
        return prefix;
    }

    @Override
    public Tensor hiddenStatesAfter(SharedPrefix prefix, Tensor ids) {
        int length = Math.toIntExact(ids.size(1));
        requireRoom(prefix.length() + length);
        Tensor x = embedded(ids, prefix.length()); // [batch, length, hidden]
        Tensor mask = causalMask(prefix.length(), length); // [length, prefix + length]
        for (int i = 0; i < layers.size(); i++) {
            x = layers.get(i).forwardAfter(x, i, mask, prefix);
        }
        return finalNorm.forward(x);
    }

    @Override
    public void save(Path folder) {
        Checkpoints.save(folder, parameters, config.toJson());
    }

    @Override
    public void close() {
        parameters.close();
    }

    private void requireRoom(int length) {
        if (length > config.maxPositions()) {
            throw new IllegalArgumentException(
                    "a sequence has " + length + " tokens, this GPT-2 reads at most " + config.maxPositions());
        }
    }

    /** Vectors of tokens and of their positions from {@code begin} on; [batch, length] to [batch, length, hidden]. */
    private Tensor embedded(Tensor ids, int begin) {
        Tensor position = positions.weight().tensor().narrow(0, begin, ids.size(1)); // [length, hidden]
        return tokens.forward(ids).add(position);
    }

    /**
     * 0 where a token may look, the row's own position and before, and the {@code seen} tokens before the first row; masked
     * elsewhere. [length, seen + length]
     */
    private Tensor causalMask(int seen, int length) {
        int columns = seen + length;
        float[] mask = new float[length * columns];
        for (int row = 0; row < length; row++) {
            Arrays.fill(mask, row * columns + seen + row + 1, (row + 1) * columns, PaddedBatch.MASKED_LOGIT);
        }
        return Tensors.of(mask, parameters.device(), length, columns);
    }
}
