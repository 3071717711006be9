package io.github.dilm4j.generator;

import io.github.dilm4j.nn.PaddedBatch;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Draws the next token of every row from the nucleus of its distribution (Holtzman et al. 2020). The nucleus is looked
 * for among the largest logits; all are sorted only where it does not fit there.
 */
final class TokenSampler implements AutoCloseable {
    /** @param logProbabilities [rows], before top-p and top-k, nats */
    record Drawn(int[] ids, double[] logProbabilities) {}

    private static final int NUCLEUS_CANDIDATES = 1024;

    private final int vocabularySize;
    private final GenerationOptions options;
    private final Device device;
    private final Tensor forbidden; // [vocabulary]: MASKED_LOGIT for tokens that are never drawn, else 0

    TokenSampler(int vocabularySize, LabelledTextFormat format, GenerationOptions options, Device device) {
        this.vocabularySize = vocabularySize;
        this.options = options;
        this.device = device;
        float[] mask = new float[vocabularySize];
        Arrays.fill(
                mask, Math.min(format.tokenizer().size(), vocabularySize), vocabularySize, PaddedBatch.MASKED_LOGIT);
        for (int id : format.forbiddenIds()) {
            mask[id] = PaddedBatch.MASKED_LOGIT;
        }
        try (PointerScope scope = new PointerScope()) {
            forbidden = Tensors.keep(Tensors.of(mask, device, vocabularySize));
        }
    }

    /**
     * @param logits [rows, vocabulary]
     * @param uniforms [rows], in [0, 1)
     * @param written the tokens of each row so far, for the repetition penalty
     */
    Drawn draw(Tensor logits, double[] uniforms, List<IntList> written) {
        try (PointerScope scope = new PointerScope()) {
            Tensor scores = penalised(logits, written).add(forbidden); // [rows, vocabulary]
            boolean greedy = options.temperature() == 0;
            if (!greedy && options.temperature() != 1) {
                scores = scores.div(new Scalar(options.temperature()));
            }
            Tensor logTotal = scores.logsumexp(new long[] {-1}, true); // [rows, 1]
            int wanted = greedy ? 1 : options.topK() > 0 ? options.topK() : NUCLEUS_CANDIDATES;
            int candidates = Math.min(wanted, vocabularySize);
            Drawn drawn = drawFrom(scores, logTotal, candidates, uniforms);
            if (drawn != null) {
                return drawn;
            }
            return drawFrom(scores, logTotal, vocabularySize, uniforms);
        }
    }

    @Override
    public void close() {
        forbidden.close();
    }

    /** Draws among the largest {@code candidates} logits; null if the nucleus of a row may reach beyond them. */
    private Drawn drawFrom(Tensor scores, Tensor logTotal, int candidates, double[] uniforms) {
        T_TensorTensor_T largest = torch.topk(scores, candidates, -1, true, true);
        Tensor logs = largest.get0().sub(logTotal); // [rows, candidates]: log-probabilities, descending
        Tensor ids = largest.get1(); // [rows, candidates]
        Tensor probabilities = logs.exp();
        boolean limited = options.topK() > 0 || options.temperature() == 0;
        if (limited) {
            probabilities = probabilities.div(probabilities.sum(new long[] {-1}, true, null)); // [rows, candidates]
        }
        Tensor cumulative = probabilities.cumsum(-1); // [rows, candidates]
        if (!limited
                && candidates < vocabularySize
                && cumulative.select(1, candidates - 1).min().item_double() < options.topP()) {
            return null;
        }
        Tensor before = cumulative.sub(probabilities); // [rows, candidates]: probability of the more likely ones
        Tensor inNucleus = before.lt(new Scalar(options.topP()));
        inNucleus.select(1, 0).fill_(new Scalar((byte) 1)); // the most likely token is always in it
        Tensor kept = probabilities.mul(inNucleus); // [rows, candidates]
        Tensor total = kept.sum(new long[] {-1}, true, null); // [rows, 1]
        Tensor threshold = total.mul(uniforms(uniforms)); // [rows, 1]
        Tensor rank = kept.cumsum(-1).le(threshold).sum(new long[] {-1}, true, null); // [rows, 1]
        Tensor last = inNucleus.sum(new long[] {-1}, true, null).sub(new Scalar(1)); // rounding may step past it
        Tensor chosen = torch.minimum(rank, last); // [rows, 1]
        int[] drawn = Tensors.ints(ids.gather(1, chosen));
        float[] logProbabilities = Tensors.floats(logs.gather(1, chosen));
        double[] wide = new double[logProbabilities.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = logProbabilities[i];
        }
        return new Drawn(drawn, wide);
    }

    private Tensor uniforms(double[] uniforms) {
        float[] narrow = new float[uniforms.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) uniforms[i];
        }
        return Tensors.of(narrow, device, narrow.length, 1);
    }

    /** Divides positive and multiplies negative logits of the tokens that a row holds, as transformers does. */
    private Tensor penalised(Tensor logits, List<IntList> written) {
        double penalty = options.repetitionPenalty();
        if (penalty == 1) {
            return logits;
        }
        Tensor changed = logits.clone(); // [rows, vocabulary]
        for (int row = 0; row < written.size(); row++) {
            int[] tokens = Arrays.stream(written.get(row).toArray()).distinct().toArray();
            if (tokens.length > 0) {
                Tensor index = Tensors.of(tokens, device, tokens.length);
                Tensor old = logits.select(0, row).index_select(0, index); // [tokens]
                Tensor scaled =
                        torch.where(old.gt(new Scalar(0)), old.div(new Scalar(penalty)), old.mul(new Scalar(penalty)));
                changed.select(0, row).index_copy_(0, index, scaled);
            }
        }
        return changed;
    }
}
