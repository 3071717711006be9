package io.github.dilm4j.learner;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.nn.LinearTrace;
import io.github.dilm4j.nn.LinearTrace.Step;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import io.github.dilm4j.tokenize.TokenSequence;
import io.github.dilm4j.tokenize.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Embeds a text by how it moves the weights of a learner's body: the gradient of a random projection of the summary
 * state by the weight of each linear layer. A regression on these features is a learner that is trained near its first
 * weights (Jacot et al. 2018, the neural tangent kernel). A gradient {@code G} [out, in] is too large to keep; its
 * sketch {@code PᵀGQ} [side, side] with random signs {@code P} [out, side] and {@code Q} [in, side] keeps the inner
 * products up to noise. One layer's sketch is a block of the embedding.
 *
 * <p>For one thread at a time; the caller closes model and tokenizer.
 */
public final class TangentEncoder implements Encoder {
    /** The length of an embedding, at most. On QQP and SST-2, more features say little more (docs/experiments.md). */
    private static final int MOST_FEATURES = 2048;

    private final ClassifierModel model;
    private final Tokenizer tokenizer;
    private final int maxTokens;
    private final PaddedBatches batches;
    private final Device device;
    private final float[] direction; // [hidden]
    private final List<Signs> layers = new ArrayList<>(); // those that the summary state depends on
    private final int side;

    /**
     * The projections of one layer.
     *
     * @param step its number in the pass
     * @param out [out · side]
     * @param in [in · side]
     */
    private record Signs(int step, float[] out, float[] in) {}

    /**
     * @param maxTokens longer texts are cut
     * @param streams of the projections
     * @throws IllegalArgumentException if the model's summary state depends on no linear layer, or on too many
     */
    public TangentEncoder(ClassifierModel model, Tokenizer tokenizer, int maxTokens, RandomStreams streams) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
        this.batches = PaddedBatches.of(model);
        this.device = model.parameters().device();
        try (PointerScope scope = new PointerScope();
                AutoGradMode recording = new AutoGradMode(true)) {
            PaddedBatch probe = PaddedBatch.of(new int[][] {{0}}, new int[][] {{0}}, model.padId(), device);
            try (LinearTrace trace = new LinearTrace()) {
                Tensor summary = model.summaryStates(probe, Pass.EXACT); // [1, hidden]
                direction = normal(Math.toIntExact(summary.size(1)), streams.stream("tangent direction"));
                List<Step> steps = trace.steps();
                TensorVector deltas = deltas(summary, steps);
                List<Integer> used = new ArrayList<>();
                for (int step = 0; step < steps.size(); step++) {
                    if (deltas.get(step).defined()) {
                        used.add(step);
                    }
                }
                side = used.isEmpty() ? 0 : (int) Math.sqrt((double) MOST_FEATURES / used.size());
                if (side == 0) {
                    throw new IllegalArgumentException("the summary state depends on " + used.size()
                            + " linear layers; tangents need 1 to " + MOST_FEATURES);
                }
                for (int step : used) {
                    layers.add(new Signs(
                            step,
                            signs(width(steps.get(step).output()) * side, streams.stream("tangent out", step)),
                            signs(width(steps.get(step).input()) * side, streams.stream("tangent in", step))));
                }
            }
        }
    }

    /** The length of a block of an embedding. */
    public int blockSize() {
        return side * side;
    }

    /** {@inheritDoc} The last bits depend on the other examples, which share its batches. */
    @Override
    public float[][] embed(List<Example> examples) {
        if (examples.isEmpty()) {
            return new float[0][];
        }
        List<TokenSequence> sequences = TokenBatch.sequences(tokenizer, examples, maxTokens);
        List<int[]> rows = batches.rows(sequences);
        float[][] embeddings = new float[sequences.size()][];
        Workers.forEach(device, rows.size(), part -> {
            try (PointerScope scope = new PointerScope()) {
                float[][] some = sketches(batches.pad(sequences, rows.get(part)));
                for (int i = 0; i < some.length; i++) {
                    embeddings[rows.get(part)[i]] = some[i];
                }
            }
        });
        return embeddings;
    }

    /** [rows, blocks · blockSize]. */
    private float[][] sketches(PaddedBatch batch) {
        List<Step> steps;
        TensorVector deltas;
        try (AutoGradMode recording = new AutoGradMode(true);
                LinearTrace trace = new LinearTrace()) {
            Tensor summary = model.summaryStates(batch, Pass.EXACT); // [rows, hidden]
            steps = trace.steps();
            deltas = deltas(summary, steps);
        }
        try (AutoGradMode still = new AutoGradMode(false)) {
            TensorVector blocks = new TensorVector();
            for (Signs signs : layers) {
                Tensor delta = projected(deltas.get(signs.step()), signs.out()); // [n, side]
                Tensor input = projected(steps.get(signs.step()).input(), signs.in()); // [n, side]
                Tensor products = delta.unsqueeze(2).mul(input.unsqueeze(1)).view(-1, blockSize()); // [n, side · side]
                blocks.push_back(Tensors.zeros(ScalarType.Float, device, batch.rows(), blockSize())
                        .index_add(0, rowsOf(batch, Math.toIntExact(products.size(0))), products));
            }
            return Tensors.rows(torch.cat(blocks, 1));
        }
    }

    /** The gradients of the summary states' projection by the outputs of the layers; undefined where there is none. */
    private TensorVector deltas(Tensor summary, List<Step> steps) {
        TensorVector outputs = new TensorVector();
        steps.forEach(step -> outputs.push_back(step.output()));
        Tensor projection =
                summary.matmul(Tensors.of(direction, device, direction.length)).sum(); // []
        return torch.grad(new TensorVector(projection), outputs, new TensorVector(), new BoolOptional(), false, true);
    }

    /** [..., width] to [n, side]. */
    private Tensor projected(Tensor x, float[] signs) {
        long width = width(x);
        return x.reshape(-1, width).matmul(Tensors.of(signs, device, width, side));
    }

    /** The text of each of a layer's rows [n] int64: of tokens without or with padding, or one for each text. */
    private Tensor rowsOf(PaddedBatch batch, int n) {
        int[] lengths = batch.lengths();
        int[] rows = new int[n];
        int tokens = batch.packing().tokens();
        if (n == tokens) {
            int at = 0;
            for (int row = 0; row < lengths.length; row++) {
                for (int i = 0; i < lengths[row]; i++) {
                    rows[at++] = row;
                }
            }
        } else if (n % lengths.length == 0) {
            for (int i = 0; i < n; i++) {
                rows[i] = i / (n / lengths.length);
            }
        } else {
            throw new IllegalStateException(
                    "a layer has " + n + " rows for " + lengths.length + " texts of " + tokens + " tokens");
        }
        return Tensors.of(rows, device, n);
    }

    private static int width(Tensor x) {
        return Math.toIntExact(x.size(-1));
    }

    private static float[] normal(int n, UniformRandomProvider random) {
        var sampler = ZigguratSampler.NormalizedGaussian.of(random);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) sampler.sample();
        }
        return values;
    }

    private static float[] signs(int n, UniformRandomProvider random) {
        float[] signs = new float[n];
        for (int i = 0; i < n; i++) {
            signs[i] = random.nextBoolean() ? 1 : -1;
        }
        return signs;
    }
}
