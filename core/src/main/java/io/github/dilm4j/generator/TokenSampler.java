package io.github.dilm4j.generator;

import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Draws the next token of every row from the nucleus of its distribution (Holtzman et al. 2020). It searches the
 * nucleus among the largest logits, and sorts a row completely only if the nucleus does not fit there. The result of a
 * row therefore does not depend on the others.
 */
final class TokenSampler implements AutoCloseable {
    /** @param logProbabilities [rows], before top-p and top-k, nats */
    record Drawn(int[] ids, double[] logProbabilities) {}

    private static final int NUCLEUS_CANDIDATES = 1024;
    private static final int EXACT_IN_FLOAT = 1 << 24; // token ids leave the device as float32
    private static final int CACHED = 1 << 16; // logits at a time on the host, so that they stay in the cache

    private final int vocabularySize;
    private final GenerationOptions options;
    private final Device device;
    private final boolean host; // whether Java searches the nucleus, with the logits in main memory
    private final Nucleus nucleus = new Nucleus();
    private final int neverDrawn; // one of the forbidden tokens
    private final Tensor forbidden; // [vocabulary]: MASKED_LOGIT for tokens that are never drawn, else 0

    /** @param forbiddenIds tokens that are never drawn; at least one */
    TokenSampler(int vocabularySize, int[] forbiddenIds, GenerationOptions options, Device device) {
        this(
                vocabularySize,
                forbiddenIds,
                options,
                device,
                device == Device.CPU && options.topP() < 1 && options.topK() == 0 && options.temperature() > 0);
    }

    /** @param host whether Java searches the nucleus, on the CPU */
    TokenSampler(int vocabularySize, int[] forbiddenIds, GenerationOptions options, Device device, boolean host) {
        if (vocabularySize > EXACT_IN_FLOAT) {
            throw new IllegalArgumentException("a vocabulary of " + vocabularySize + " tokens is too large");
        }
        this.vocabularySize = vocabularySize;
        this.options = options;
        this.device = device;
        this.host = host;
        this.neverDrawn = forbiddenIds[0];
        float[] mask = new float[vocabularySize];
        for (int id : forbiddenIds) {
            mask[id] = PaddedBatch.MASKED_LOGIT;
        }
        try (PointerScope scope = new PointerScope()) {
            forbidden = Tensors.keep(Tensors.of(mask, device, vocabularySize));
        }
    }

    /**
     * @param logits [rows, vocabulary], float32 or bfloat16
     * @param uniforms [rows], in [0, 1)
     * @param written the tokens of each row so far, for the repetition penalty
     * @throws NotFiniteException if a row's logits are NaN
     */
    Drawn draw(Tensor logits, double[] uniforms, List<IntList> written) {
        Drawn drawn = new Drawn(new int[uniforms.length], new double[uniforms.length]);
        if (host) {
            int together = Math.max(1, CACHED / vocabularySize);
            for (int begin = 0; begin < uniforms.length; begin += together) {
                int end = Math.min(begin + together, uniforms.length);
                try (PointerScope scope = new PointerScope()) {
                    Tensor some = logits.narrow(0, begin, (long) end - begin); // [end - begin, vocabulary]
                    drawOnHost(scores(some, written.subList(begin, end)), begin, uniforms, drawn);
                }
            }
            return drawn;
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor scores = scores(logits, written); // [rows, vocabulary]
            int[] rows = IntStream.range(0, uniforms.length).toArray();
            int[] unfit = drawFrom(scores, rows, candidates(), uniforms, drawn);
            if (unfit.length > 0) {
                Tensor rest = scores.index_select(0, Tensors.of(unfit, device, unfit.length)); // [unfit, vocabulary]
                drawFrom(rest, unfit, vocabularySize, uniforms, drawn);
            }
            return drawn;
        }
    }

    @Override
    public void close() {
        forbidden.close();
    }

    /** Returns [rows, vocabulary] float32: without the forbidden tokens, penalised, divided by the temperature. */
    private Tensor scores(Tensor logits, List<IntList> written) {
        Tensor scores = logits.add(forbidden); // [rows, vocabulary]
        penalise(scores, written);
        if (options.temperature() != 0 && options.temperature() != 1) {
            scores.div_(new Scalar(options.temperature()));
        }
        return scores;
    }

    /**
     * Like {@link #drawFrom}, row by row, with as little sorting as possible.
     *
     * @param scores of the rows from {@code first} on
     */
    private void drawOnHost(Tensor scores, int first, double[] uniforms, Drawn drawn) {
        Tensor logs = scores.log_softmax(-1); // [rows, vocabulary]
        FloatPointer probabilities = logs.exp().data_ptr_float(); // [rows, vocabulary]
        FloatPointer logData = logs.data_ptr_float();
        float[] row = new float[vocabularySize];
        for (int i = 0; i < scores.size(0); i++) {
            long begin = (long) i * vocabularySize;
            probabilities.position(begin).get(row);
            int id = nucleus.draw(row, options.topP(), uniforms[first + i]);
            drawn.ids()[first + i] = id;
            drawn.logProbabilities()[first + i] = number(logData.get(begin + id));
        }
    }

    private static double number(double logProbability) {
        if (Double.isNaN(logProbability)) {
            throw new NotFiniteException(
                    "the generator's logits are not numbers (NaN); its training diverged: use an earlier checkpoint,"
                            + " or a lower learning rate",
                    "logit",
                    logProbability);
        }
        return logProbability;
    }

    /** The number of most likely tokens that are examined first. */
    private int candidates() {
        if (options.temperature() == 0) {
            return 1;
        }
        if (options.topK() > 0) {
            return Math.min(options.topK(), vocabularySize);
        }
        return options.topP() < 1 ? Math.min(NUCLEUS_CANDIDATES, vocabularySize) : vocabularySize;
    }

    /**
     * Draws among the largest {@code candidates} scores by inverting the cumulative distribution.
     *
     * @param scores [rows.length, vocabulary]
     * @param rows indices of the rows in {@code uniforms} and {@code drawn}
     * @return the rows whose nucleus may reach beyond the candidates; their tokens are not drawn
     */
    private int[] drawFrom(Tensor scores, int[] rows, int candidates, double[] uniforms, Drawn drawn) {
        boolean limited = options.topK() > 0 || options.temperature() == 0;
        Tensor logTotal = scores.logsumexp(new long[] {-1}, true); // [rows, 1]
        Tensor considered = scores; // [rows, candidates]
        Tensor ids = new Tensor(); // [rows, candidates]; not needed where all are considered, in their own order
        if (limited || options.topP() < 1) {
            T_TensorTensor_T largest = torch.topk(scores, candidates, -1, true, true);
            considered = largest.get0();
            ids = largest.get1();
        }
        Tensor logs = considered.sub(logTotal); // [rows, candidates]: log-probabilities
        Tensor probabilities = limited ? considered.softmax(-1) : logs.exp(); // [rows, candidates]
        Tensor cumulative = probabilities.cumsum(-1); // [rows, candidates]
        Tensor reached = cumulative.narrow(1, candidates - 1, 1); // [rows, 1]
        Tensor total = reached; // [rows, 1]: probability of the nucleus
        if (options.topP() < 1) {
            Tensor before = cumulative.sub(probabilities); // [rows, candidates]: probability of the more likely ones
            Tensor inNucleus = before.lt(new Scalar(options.topP()));
            Tensor last = inNucleus.sum(new long[] {-1}, true, null).sub(new Scalar(1)); // [rows, 1]
            last.clamp_(new ScalarOptional(new Scalar(0)), new ScalarOptional()); // NaN has no nucleus
            total = cumulative.gather(1, last);
        }
        Tensor threshold = total.mul(uniforms(rows, uniforms)); // [rows, 1], below total
        Tensor rank = cumulative.le(threshold).sum(new long[] {-1}, true, null); // [rows, 1]
        Tensor chosen = ids.defined() ? ids.gather(1, rank) : rank; // [rows, 1]
        Tensor result = torch.cat(new TensorVector(chosen.to(ScalarType.Float), logs.gather(1, rank), reached), 1);
        float[] values = Tensors.floats(result); // [rows, 3]: the one transfer of a step
        boolean complete = limited || candidates == vocabularySize;
        IntList unfit = new IntList();
        for (int i = 0; i < rows.length; i++) {
            double logProbability = number(values[3 * i + 1]);
            if (!complete && values[3 * i + 2] < options.topP()) {
                unfit.add(rows[i]);
                continue;
            }
            drawn.ids()[rows[i]] = (int) values[3 * i];
            drawn.logProbabilities()[rows[i]] = logProbability;
        }
        return unfit.toArray();
    }

    /** [rows, 1], below 1 in float32 too. */
    private Tensor uniforms(int[] rows, double[] uniforms) {
        float[] narrow = new float[rows.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = Math.min((float) uniforms[rows[i]], Math.nextDown(1f));
        }
        return Tensors.of(narrow, device, narrow.length, 1);
    }

    /** Divides positive and multiplies negative scores of the tokens that a row holds, as transformers does. */
    private void penalise(Tensor scores, List<IntList> written) {
        int longest = written.stream().mapToInt(IntList::size).max().orElse(0);
        if (options.repetitionPenalty() == 1 || longest == 0) {
            return;
        }
        Scalar penalty = new Scalar(options.repetitionPenalty());
        int[] tokens = new int[written.size() * longest];
        Arrays.fill(tokens, neverDrawn); // for rows with fewer tokens: far below all others
        for (int row = 0; row < written.size(); row++) {
            written.get(row).copyTo(tokens, row * longest);
        }
        Tensor index = Tensors.of(tokens, device, written.size(), longest); // [rows, longest]
        Tensor old = scores.gather(1, index); // [rows, longest]
        Tensor penalised = torch.where(old.gt(new Scalar(0)), old.div(penalty), old.mul(penalty)); // [rows, longest]
        scores.scatter_(1, index, penalised);
    }
}
