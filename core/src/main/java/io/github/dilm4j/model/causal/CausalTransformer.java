package io.github.dilm4j.model.causal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.Checkpoints;
import io.github.dilm4j.model.Checkpoints.Tie;
import io.github.dilm4j.model.KeyValueCache;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.SharedPrefix;
import io.github.dilm4j.model.WeightNames;
import io.github.dilm4j.nn.Attention;
import io.github.dilm4j.nn.Embedding;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.nn.ParameterLayout;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.nn.Projection;
import io.github.dilm4j.nn.SoftCap;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A causal model of any {@link CausalArchitecture}. */
public final class CausalTransformer implements CausalModel {
    static final String WEIGHT = ".weight";

    private final CausalArchitecture architecture;
    private final CausalModelConfig common;
    private final ObjectNode config;
    private final Vocabulary vocabulary;
    private final Embedding tokens;
    private final Embedding output; // the output layer's rows; the token table if tied
    private final CausalArchitecture.Body body;
    private final Parameters parameters;
    private List<String> warnings = List.of();

    /** @param tied whether the output layer is the token table */
    private record Vocabulary(int size, boolean tied) {}

    /** @param check checks the layout before it takes memory */
    private CausalTransformer(
            CausalArchitecture architecture,
            ObjectNode config,
            Vocabulary vocabulary,
            Device device,
            ScalarType type,
            Consumer<ParameterLayout> check) {
        this.architecture = architecture;
        this.config = config;
        this.vocabulary = vocabulary;
        common = architecture.common();
        ParameterLayout layout = new ParameterLayout(common.initializerRange());
        int width = architecture.embeddingSize();
        tokens = layout.embedding(architecture.tokenTable(), vocabulary.size(), width);
        body = architecture.declare(layout);
        output = vocabulary.tied() ? tokens : layout.embedding(architecture.outputLayer(), vocabulary.size(), width);
        check.accept(layout);
        parameters = layout.allocate(device, type);
    }

    /**
     * A model with new weights, for training from scratch.
     *
     * @param config its config.json
     */
    public static CausalTransformer create(
            CausalArchitecture architecture, ObjectNode config, long seed, Device device) {
        CausalModelConfig common = architecture.common();
        CausalTransformer model = new CausalTransformer(
                architecture,
                config.deepCopy(),
                new Vocabulary(common.vocabularySize(), common.tied()),
                device,
                ScalarType.Float,
                layout -> {});
        model.parameters.initialise(new RandomStreams(seed));
        return model;
    }

    /**
     * Loads a folder. Where {@code vocabularySize} exceeds the folder's, the further tokens' vectors, and their rows of
     * the output layer, start as those of the token that ends a text. The folder's output layer is used where it
     * differs from the token table, even if its config ties the two.
     *
     * @param vocabularySize a smaller one than the folder's has no effect
     * @param endId of the token that ends a text, for a folder whose configs name none
     * @param type of the weights in memory
     * @throws InputException if the weights cannot be used
     */
    public static CausalTransformer load(
            CausalArchitecture architecture,
            ModelFolder folder,
            int vocabularySize,
            OptionalInt endId,
            Device device,
            ScalarType type) {
        CausalModelConfig common = architecture.common();
        int stored = common.vocabularySize();
        Tie tie = tie(architecture, folder, type);
        CausalTransformer model = new CausalTransformer(
                architecture,
                folder.config().json().deepCopy(),
                new Vocabulary(Math.max(vocabularySize, stored), tie != Tie.BROKEN),
                device,
                type,
                Checkpoints.plausibleFor(folder.path()));
        try {
            model.warnings = model.fill(folder, tie);
            model.fillFurtherRows(folder, stored, endId);
        } catch (InputException e) {
            model.close();
            throw e;
        }
        return model;
    }

    /** The form in which the folder ties the output layer to the token table. */
    static Tie tie(CausalArchitecture architecture, ModelFolder folder, ScalarType type) {
        return architecture.common().tied()
                ? Checkpoints.tie(
                        folder.path(),
                        architecture.names(),
                        architecture.tokenTable() + WEIGHT,
                        architecture.outputLayer() + WEIGHT,
                        type)
                : Tie.BROKEN;
    }

    /** Reads the weights; returns the warnings. */
    private List<String> fill(ModelFolder folder, Tie tie) {
        String table = architecture.tokenTable() + WEIGHT;
        String output = architecture.outputLayer() + WEIGHT;
        WeightNames names = architecture.names().allowingMoreRows(table, common.vocabularySize());
        WeightNames all = switch (tie) {
            case TABLE -> names.ignoring(Pattern.quote(output));
            case OUTPUT -> names.renaming(output, table);
            case BROKEN -> names.allowingMoreRows(output, common.vocabularySize());
        };
        List<String> sentences =
                new ArrayList<>(Checkpoints.load(folder.path(), parameters, all).warnings());
        if (common.tied() && !vocabulary.tied()) {
            sentences.add(folder.config().file()
                    + ": ties the output layer to the token table, but the weights have a different " + output
                    + "; it is used, as in transformers");
        }
        return sentences;
    }

    private void fillFurtherRows(ModelFolder folder, int stored, OptionalInt endId) {
        if (vocabulary.size() == stored) {
            return;
        }
        OptionalInt end = common.endId().isPresent() ? common.endId() : endId;
        copyToken(
                end.orElseThrow(() -> InputException.at(
                        folder.config().file(),
                        "has no 'eos_token_id', and neither have generation_config.json and the tokenizer; vectors of"
                                + " added tokens start as copies of that token's, so add it")),
                IntStream.range(stored, vocabulary.size()).toArray());
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public int maxTokens() {
        return common.maxTokens();
    }

    @Override
    public Tensor tokenVectors() {
        return tokens.weight().tensor();
    }

    @Override
    public void copyToken(int id, int[] into) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (Embedding table : List.of(tokens, output)) {
                Tensor rows = table.weight().tensor(); // [vocabulary, hidden]
                for (int copy : into) {
                    rows.select(0, copy).copy_(rows.select(0, id));
                }
            }
        }
    }

    @Override
    public Tensor hiddenStates(PackedBatch batch, Pass pass) {
        requireRoom(batch.packing().longest());
        return body.forward(
                tokens.forward(batch.ids()), AttentionContexts.whole(batch.packing(), pass, parameters.device()));
    }

    @Override
    public Tensor logits(Tensor hidden) {
        return SoftCap.apply(new Projection(output.weight()).forward(hidden), architecture.logitCap());
    }

    @Override
    public Optional<Parameter> outputRows() {
        return architecture.logitCap() == 0 ? Optional.of(output.weight()) : Optional.empty();
    }

    @Override
    public KeyValueCache cache(int rows, int capacity) {
        if (capacity > common.maxTokens()) {
            throw new IllegalArgumentException("texts of " + capacity + " tokens are asked for, this "
                    + architecture.name() + " reads at most " + common.maxTokens());
        }
        Device device = parameters.device();
        ScalarType weights = tokens.weight().tensor().scalar_type().intern();
        return new KeyValueCache(
                new KeyValueCache.Shape(common.layers(), common.keyValueHeads(), common.headSize(), capacity),
                rows,
                device,
                Attention.computedIn(weights, device == Device.CPU));
    }

    @Override
    public Tensor decode(Tensor ids, KeyValueCache cache) {
        KeyValueCache.Step step = cache.step();
        Tensor hidden = body.forward(tokens.forward(ids), AttentionContexts.cached(cache, step, parameters.device()));
        cache.advance();
        return hidden; // [rows, hidden]
    }

    @Override
    public SharedPrefix prefix(Tensor ids) {
        int length = Math.toIntExact(ids.size(1));
        requireRoom(length);
        SharedPrefix prefix = new SharedPrefix(length);
        body.forward(tokens.forward(ids.flatten()), AttentionContexts.remembering(prefix, parameters.device()));
        return prefix;
    }

    @Override
    public Tensor hiddenStatesAfter(SharedPrefix prefix, PackedBatch batch) {
        requireRoom(prefix.length() + batch.packing().longest());
        return body.forward(
                tokens.forward(batch.ids()), AttentionContexts.after(prefix, batch.packing(), parameters.device()));
    }

    @Override
    public void save(Path folder) {
        ObjectNode json = config.deepCopy();
        json.remove("torch_dtype");
        json.putArray("architectures").add(architecture.transformersClass());
        json.put("vocab_size", vocabulary.size())
                .put("tie_word_embeddings", vocabulary.tied())
                .put("dtype", "float32");
        Checkpoints.save(folder, parameters, json);
    }

    @Override
    public void close() {
        parameters.close();
    }

    private void requireRoom(int length) {
        if (length > common.maxTokens()) {
            throw new IllegalArgumentException("a sequence has " + length + " tokens, this " + architecture.name()
                    + " reads at most " + common.maxTokens());
        }
    }
}
