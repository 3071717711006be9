package io.github.dilm4j.generator;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.KeyValueCache;
import io.github.dilm4j.nn.TokenBudget;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Writes texts with a cache of keys and values. A row whose text is finished begins the next text immediately. When no
 * text is left, finished rows leave the batch several at a time: copying the cache and preparing the products for
 * another number of rows costs more than carrying a few idle rows.
 */
final class Decoder {
    private static final int LEAVING = 16; // rows that leave together, as long as there are more
    private static final int IDLE = -1; // the index of no text

    private final CausalModel model;
    private final LabelledTextFormat format;
    private final GenerationOptions options;
    private final Device device;

    Decoder(CausalModel model, LabelledTextFormat format, GenerationOptions options) {
        this.model = model;
        this.format = format;
        this.options = options;
        this.device = model.parameters().device();
    }

    /** A text that is being generated, or a row whose output is discarded. */
    private static final class Draft {
        final int index;
        final UniformRandomProvider random;
        final IntList tokens = new IntList();
        int prefixRead; // tokens before the text that the model has read
        double logProbability;

        Draft(int index, long seed) {
            this.index = index;
            this.random = new RandomStreams(seed).stream("text", index);
        }

        /** The token that the model reads next. */
        int next(int[] prefix) {
            return prefixRead < prefix.length ? prefix[prefixRead++] : tokens.get(tokens.size() - 1);
        }

        /** @param limit most tokens */
        boolean isDone(int endId, int limit) {
            int size = tokens.size();
            return size >= limit || (size > 0 && tokens.get(size - 1) == endId);
        }
    }

    /** Writes the texts {@code begin} to {@code end - 1}. */
    List<GeneratedText> write(int label, int begin, int end, long seed) {
        int count = end - begin;
        GeneratedText[] texts = new GeneratedText[end];
        int workers = Math.max(1, Math.min(count, Workers.count(device)));
        Workers.forEach(device, workers, worker -> {
            int from = begin + Workers.begin(count, worker, workers);
            int to = begin + Workers.begin(count, worker + 1, workers);
            write(label, from, to, (rows() + workers - 1) / workers, seed, texts);
        });
        return List.of(Arrays.copyOfRange(texts, begin, end));
    }

    /** The wanted number of rows, limited by the device's memory. */
    private int rows() {
        int tokens = TokenBudget.of(model.parameters()).read(Integer.MAX_VALUE);
        return Math.max(1, Math.min(options.batchRows(), tokens / (options.maxTokens() + format.promptTokens())));
    }

    /** Writes the texts {@code from} to {@code to - 1}, with this number of rows at once. */
    private void write(int label, int from, int to, int batchRows, long seed, GeneratedText[] texts) {
        int begun = Math.min(to, from + batchRows);
        Draft[] rows = new Draft[begun - from];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new Draft(from + i, seed);
        }
        int[] prefix = format.prefix(label);
        int prompt = prefix.length - 1;
        int limit = Math.min(options.maxTokens(), model.maxTokens() - prompt) - 1; // tokens after the label's
        try (KeyValueCache cache = model.cache(rows.length, prompt + limit);
                TokenSampler sampler = new TokenSampler(model.vocabularySize(), forbiddenIds(), options, device);
                NoGradGuard noGrad = new NoGradGuard()) {
            while (rows.length > 0) {
                step(prefix, rows, cache, sampler);
                int active = 0;
                for (int i = 0; i < rows.length; i++) {
                    Draft draft = rows[i];
                    if (draft.isDone(format.endId(), limit)) {
                        if (draft.index != IDLE) {
                            texts[draft.index] = format.parse(label, draft.tokens.toArray(), draft.logProbability);
                        }
                        rows[i] = new Draft(begun < to ? begun++ : IDLE, seed);
                        cache.restart(i);
                    }
                    active += rows[i].index == IDLE ? 0 : 1;
                }
                if (roomFor(active) < rows.length) {
                    rows = compact(rows, roomFor(active), active, cache);
                }
            }
        }
    }

    /** The forbidden tokens: those of the format, and the rows of the model's table without a token. */
    int[] forbiddenIds() {
        int tokens = Math.min(format.tokenizer().size(), model.vocabularySize());
        return IntStream.concat(Arrays.stream(format.forbiddenIds()), IntStream.range(tokens, model.vocabularySize()))
                .toArray();
    }

    /** Reads one token of every row; rows that have read the whole prefix draw their next one. */
    private void step(int[] prefix, Draft[] rows, KeyValueCache cache, TokenSampler sampler) {
        try (PointerScope scope = new PointerScope()) {
            int[] read = new int[rows.length];
            IntList drawing = new IntList(); // rows
            for (int i = 0; i < rows.length; i++) {
                read[i] = rows[i].next(prefix);
                if (rows[i].prefixRead == prefix.length) {
                    drawing.add(i);
                }
            }
            Tensor hidden = model.decode(Tensors.of(read, device, read.length), cache); // [rows, hidden]
            if (drawing.size() == rows.length) {
                draw(hidden, rows, sampler);
            } else if (drawing.size() > 0) {
                int[] index = drawing.toArray();
                Draft[] drafts = Arrays.stream(index).mapToObj(i -> rows[i]).toArray(Draft[]::new);
                draw(hidden.index_select(0, Tensors.of(index, device, index.length)), drafts, sampler);
            }
        }
    }

    /** @param hidden [rows, hidden] */
    private void draw(Tensor hidden, Draft[] rows, TokenSampler sampler) {
        double[] uniforms = new double[rows.length];
        List<IntList> written = new ArrayList<>(rows.length);
        for (int i = 0; i < rows.length; i++) {
            uniforms[i] = rows[i].random.nextDouble();
            written.add(rows[i].tokens);
        }
        TokenSampler.Drawn drawn = sampler.draw(model.logits(hidden).to(ScalarType.Float), uniforms, written);
        for (int i = 0; i < rows.length; i++) {
            rows[i].tokens.add(drawn.ids()[i]);
            rows[i].logProbability += drawn.logProbabilities()[i];
        }
    }

    /** The number of rows of a batch with this number of unfinished texts, rounded up so that few numbers occur. */
    private static int roomFor(int active) {
        return active > LEAVING
                ? (active + LEAVING - 1) / LEAVING * LEAVING
                : active < 2 ? active : 2 * Integer.highestOneBit(active - 1);
    }

    /** Keeps the unfinished texts, and idle rows up to the batch size. */
    private static Draft[] compact(Draft[] rows, int room, int active, KeyValueCache cache) {
        Draft[] kept = new Draft[room];
        int[] indices = new int[room];
        int idle = room - active;
        int at = 0;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].index != IDLE || idle-- > 0) {
                indices[at] = i;
                kept[at++] = rows[i];
            }
        }
        if (room > 0) {
            cache.keepRows(indices);
        }
        return kept;
    }
}
