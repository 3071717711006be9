package io.github.dilm4j.generator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.Precision;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.LabelPrompt;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.Optimizer;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.nn.TrainingState;
import io.github.dilm4j.tensor.Autocast;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import io.github.dilm4j.tokenize.CutTexts;
import io.github.dilm4j.tokenize.TokenSequence;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A causal transformer as generator. */
public final class TransformerGenerator implements Generator {
    /**
     * The settings of the generator's training.
     *
     * @param weightDecay of the matrices
     * @param precision of the model; losses and likelihoods are float32
     * @param addedVectorRate factor of the learning rate for the vectors of the tokens that the format added
     */
    public record Settings(
            OptimizerKind optimizer,
            double weightDecay,
            boolean dropout,
            NllAverage average,
            Precision precision,
            double addedVectorRate)
            implements Serializable {
        /** One learning rate for all weights. */
        public Settings(
                OptimizerKind optimizer, double weightDecay, boolean dropout, NllAverage average, Precision precision) {
            this(optimizer, weightDecay, dropout, average, precision, 1);
        }

        /** In float32. */
        public Settings(OptimizerKind optimizer, double weightDecay, boolean dropout, NllAverage average) {
            this(optimizer, weightDecay, dropout, average, Precision.FLOAT32);
        }

        /** These settings with another rate of the added tokens' vectors. */
        public Settings withAddedVectorRate(double rate) {
            return new Settings(optimizer, weightDecay, dropout, average, precision, rate);
        }

        /** AdamW with weight decay 0.01, dropout in language-model training, likelihoods over the text's own tokens. */
        public static Settings usual() {
            return new Settings(OptimizerKind.ADAMW, 0.01, true, NllAverage.OWN_TOKENS);
        }
    }

    private final CausalModel model;
    private final LabelledTextFormat format;
    private final Settings settings;
    private final Device device;
    private final boolean ownsTokenizer;
    private Optional<Optimizer> optimizer = Optional.empty(); // made by the first step

    /**
     * @param model closed by the generator
     * @param format the caller closes its tokenizer
     */
    public TransformerGenerator(CausalModel model, LabelledTextFormat format, Settings settings) {
        this(model, format, settings, false);
    }

    private TransformerGenerator(
            CausalModel model, LabelledTextFormat format, Settings settings, boolean ownsTokenizer) {
        if (format.tokenizer().size() > model.vocabularySize()) {
            throw new InputException("the generator's tokenizer has "
                    + format.tokenizer().size() + " tokens, its model knows " + model.vocabularySize()
                    + "; do they belong together?");
        }
        this.model = model;
        this.format = format;
        this.settings = settings;
        this.device = model.parameters().device();
        this.ownsTokenizer = ownsTokenizer;
    }

    /** A generator that also closes the tokenizer of its format. */
    public static TransformerGenerator withTokenizer(CausalModel model, LabelledTextFormat format, Settings settings) {
        return new TransformerGenerator(model, format, settings, true);
    }

    @Override
    public List<TokenSequence> encode(List<Example> examples) {
        return format.encode(examples);
    }

    @Override
    public CutTexts cut(List<Example> examples) {
        return format.cut(examples);
    }

    @Override
    public List<GeneratedText> generate(int label, int from, int to, GenerationOptions options, long seed) {
        Decoder decoder = new Decoder(model, format, options);
        Parameters parameters = model.parameters();
        Supplier<List<GeneratedText>> writing = () -> parameters.readOften(() -> decoder.write(label, from, to, seed));
        if (settings.precision() == Precision.FLOAT32) {
            return writing.get();
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor narrow = Autocast.copyOf(settings.precision(), parameters.values()); // [elements]
            return parameters.evaluateAt(narrow, writing);
        }
    }

    @Override
    public float[] nll(List<Example> examples) {
        List<TokenSequence> sequences = format.encode(examples);
        return nll(sequences, buckets(sequences));
    }

    private float[] nll(List<TokenSequence> sequences, List<int[]> buckets) {
        float[] nll = new float[sequences.size()];
        int paddedTargets = paddedTargets(sequences);
        Workers.withoutGradients(device, buckets.size(), part -> {
            int[] rows = buckets.get(part);
            scatter(Tensors.floats(means(sequences, rows, paddedTargets)), rows, nll);
        });
        return nll;
    }

    @Override
    public NllPass nllPass(List<Example> examples, int microBatch) {
        List<TokenSequence> sequences = format.encode(examples);
        int paddedTargets = paddedTargets(sequences);
        model.parameters().makeTrainable();
        if (microBatch > 0) { // keeps nothing, and repeats the forward pass in its backward pass
            List<int[]> buckets = buckets(sequences, microBatch);
            return new LanePass(
                    nll(sequences, buckets),
                    buckets,
                    part -> forward(sequences, buckets.get(part), paddedTargets),
                    List.of());
        }
        float[] nll = new float[sequences.size()];
        List<int[]> buckets = buckets(sequences);
        RowNll[] parts = new RowNll[buckets.size()];
        Workers.forEach(device, parts.length, part -> {
            try (PointerScope scope = new PointerScope()) {
                int[] rows = buckets.get(part);
                parts[part] = forward(sequences, rows, paddedTargets);
                scatter(parts[part].means(), rows, nll);
            }
        });
        return new LanePass(nll, buckets, part -> parts[part], List.of(parts));
    }

    @Override
    public double trainStep(List<TokenSequence> sequences, double learningRate, double clip, long dropoutSeed) {
        model.parameters().zeroGradients(); // of a step that failed
        double loss = accumulate(sequences, 1, settings.dropout() ? Pass.TRAINING : Pass.EXACT, dropoutSeed);
        step(learningRate, clip);
        return loss;
    }

    @Override
    public double accumulateLanguageModelLoss(List<TokenSequence> sequences, double weight) {
        return accumulate(sequences, weight, Pass.EXACT, 0);
    }

    @Override
    public double step(double learningRate, double clip) {
        if (settings.addedVectorRate() == 1) {
            return optimizer().step(learningRate, clip);
        }
        try (PointerScope scope = new PointerScope()) {
            AddedVectors vectors = AddedVectors.of(model, format); // before the step
            double norm = optimizer().step(learningRate, clip);
            vectors.extendStep(settings.addedVectorRate());
            return norm;
        }
    }

    @Override
    public void save(Path folder, GenerationOptions sampling) {
        model.save(folder);
        format.tokenizer().save(folder);
        LabelPrompt.save(format.prompt(), folder);
        AtomicFiles.writeString(folder.resolve("generation_config.json"), Json.pretty(generationConfig(sampling)));
    }

    @Override
    public void saveState(Path file) {
        TrainingState.save(file, model.parameters(), optimizer());
    }

    @Override
    public void loadState(Path file) {
        TrainingState.load(file, model.parameters(), optimizer());
    }

    @Override
    public GeneratorWeights weights() {
        return new GeneratorWeights(model.parameters().snapshot());
    }

    @Override
    public void restore(GeneratorWeights weights) {
        if (weights.values().numel() != model.parameters().values().numel()) {
            throw new IllegalArgumentException("the weights are of another generator: "
                    + weights.values().numel() + " instead of "
                    + model.parameters().values().numel());
        }
        model.parameters().restore(weights.values());
    }

    @Override
    public GeneratorWeights readWeights(Path file) {
        GeneratorWeights weights = weights(); // of the right size, to be overwritten
        try {
            TrainingState.read(file, Map.of(GeneratorWeights.NAME, weights.values()));
            return weights;
        } catch (InputException e) {
            weights.close();
            throw e;
        }
    }

    @Override
    public void close() {
        optimizer.ifPresent(Optimizer::close);
        model.close();
        if (ownsTokenizer) {
            format.tokenizer().close();
        }
    }

    /** The settings by the names of transformers, which uses its own defaults for missing ones. */
    private ObjectNode generationConfig(GenerationOptions sampling) {
        boolean drawn = sampling.temperature() > 0;
        ObjectNode config = JsonNodeFactory.instance
                .objectNode()
                .put("eos_token_id", format.endId())
                .put("pad_token_id", format.padId())
                .put("do_sample", drawn)
                .put("repetition_penalty", sampling.repetitionPenalty())
                .put("max_length", Math.min(sampling.maxTokens() + format.promptTokens(), model.maxTokens()));
        ArrayNode never = config.putArray("suppress_tokens");
        Arrays.stream(new Decoder(model, format, sampling).forbiddenIds()).forEach(never::add);
        if (drawn) {
            config.put("temperature", sampling.temperature())
                    .put("top_k", sampling.topK())
                    .put("top_p", sampling.topP());
        }
        return config;
    }

    /** Adds ∇ weight · (mean over all targets of the sequences); returns the mean. */
    private double accumulate(List<TokenSequence> sequences, double weight, Pass pass, long dropoutSeed) {
        TargetBatch.Forward forward = new TargetBatch.Forward(pass, settings.precision(), dropoutSeed);
        return TargetBatch.accumulate(model, sequences, format::textStart, weight, forward);
    }

    /** [rows]. */
    private Tensor means(List<TokenSequence> sequences, int[] rows, int paddedTargets) {
        TargetBatch batch = TargetBatch.of(sequences, format::textStart, rows, device);
        Tensor sums = batch.sumByRow(batch.tokenNll(model, Pass.EXACT, settings.precision())); // [rows]
        return sums.div(divisors(batch, paddedTargets));
    }

    private RowNll forward(List<TokenSequence> sequences, int[] rows, int paddedTargets) {
        TargetBatch batch = TargetBatch.of(sequences, format::textStart, rows, device);
        TargetNll ofTargets = batch.forward(model, Pass.EXACT, settings.precision());
        return new RowNll(batch, ofTargets, divisors(batch, paddedTargets), device);
    }

    /** The divisors of the sums over a row's targets [rows]. */
    private Tensor divisors(TargetBatch batch, int paddedTargets) {
        return switch (settings.average()) {
            case OWN_TOKENS -> batch.targetsPerRow();
            case PADDED_LENGTH -> torch.full_like(batch.targetsPerRow(), new Scalar((double) paddedTargets));
        };
    }

    private List<int[]> buckets(List<TokenSequence> sequences) {
        return buckets(sequences, Integer.MAX_VALUE);
    }

    private List<int[]> buckets(List<TokenSequence> sequences, int maxRows) {
        return TargetBatch.buckets(sequences, maxRows, model);
    }

    private Optimizer optimizer() {
        if (optimizer.isEmpty()) {
            optimizer = Optional.of(Optimizer.of(settings.optimizer(), model.parameters(), settings.weightDecay()));
        }
        return optimizer.get();
    }

    /**
     * Targets of a row when the batch is padded to a multiple of eight tokens, as the reference implementation does.
     */
    private int paddedTargets(List<TokenSequence> sequences) {
        int longest = sequences.stream()
                .mapToInt(sequence -> sequence.length() - format.textStart(sequence) + 1) // with the label's token
                .max()
                .orElse(1);
        return (longest + 7) / 8 * 8 - 1;
    }

    private static void scatter(float[] values, int[] rows, float[] into) {
        for (int i = 0; i < rows.length; i++) {
            into[rows[i]] = values[i];
        }
    }

    private static float[] gathered(float[] values, int[] rows) {
        float[] gathered = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            gathered[i] = values[rows[i]];
        }
        return gathered;
    }

    private static void checkCount(float[] nll, float[] coefficients) {
        if (coefficients.length != nll.length) {
            throw new IllegalArgumentException(
                    "there are " + nll.length + " texts but " + coefficients.length + " coefficients");
        }
    }

    /**
     * A pass whose buckets run backward on the workers of their forward passes, since their graphs use these workers'
     * weights.
     */
    private final class LanePass implements NllPass {
        private final float[] nll;
        private final List<int[]> buckets;
        private final IntFunction<RowNll> parts; // of a bucket
        private final List<RowNll> kept;

        /** @param kept the results of {@code parts}, if they are the same each time; closed with the pass */
        LanePass(float[] nll, List<int[]> buckets, IntFunction<RowNll> parts, List<RowNll> kept) {
            this.nll = nll;
            this.buckets = buckets;
            this.parts = parts;
            this.kept = kept;
        }

        @Override
        public float[] nll() {
            return nll;
        }

        @Override
        public void backward(float[] coefficients) {
            checkCount(nll, coefficients);
            model.parameters().accumulate(buckets.size(), part -> {
                RowNll rows = parts.apply(part);
                double sum = rows.backward(gathered(coefficients, buckets.get(part)));
                if (kept.isEmpty()) {
                    rows.close();
                }
                return sum;
            });
        }

        @Override
        public void close() {
            kept.forEach(RowNll::close);
        }
    }
}
